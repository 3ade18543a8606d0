import type { RecordedActor } from '../../store/ports/actor.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { ReachReader } from '../../store/ports/reach.js';

/** Who makes a change, and what they may hand out. */
export interface Actor {
  /** As the audit trail names them. */
  readonly record: RecordedActor;
  /** Where what they make belongs, unless they say otherwise. */
  readonly account: string;
  /** Held scopes and what these imply. */
  readonly covered: ReadonlySet<string>;
  readonly mayGrantAny: boolean;
  readonly mayUseAnyAccount: boolean;
  readonly mayExceedLimits: boolean;
  /** Addresses and CIDR blocks that they call from; empty for any. */
  readonly allowedAddresses: readonly string[];
  /** When they end; null for never. The actor is valid now, so that its beginning limits nothing. */
  readonly expiresAtMs: number | null;
}

/** A credential that called the Management API. */
export interface CredentialActor extends Actor {
  readonly credential: CredentialRow;
}

/** Its holder grants what they do not hold themselves. */
export const GRANT_ANY = 'scopes:grant-any';
/** Its holder makes and changes credentials of other accounts. */
export const ANY_ACCOUNT = 'accounts:any';
/** Its holder makes and changes credentials for more addresses, and for longer, than their own. */
export const EXCEED_LIMITS = 'limits:exceed';

/** A credential with all that its scopes cover at this moment. Rejects with `unavailable`. */
export async function makeCredentialActor(
  credential: CredentialRow,
  reach: Pick<ReachReader, 'coveredScopes'>,
): Promise<CredentialActor> {
  const covered = await reach.coveredScopes(credential.scopes);
  return {
    record: { kind: 'credential', id: credential.publicId, name: credential.name },
    credential,
    account: credential.account,
    covered,
    mayGrantAny: covered.has(GRANT_ANY),
    mayUseAnyAccount: covered.has(ANY_ACCOUNT),
    mayExceedLimits: covered.has(EXCEED_LIMITS),
    allowedAddresses: credential.allowedAddresses,
    expiresAtMs: credential.expiresAtMs,
  };
}

/** Has no limits of its own: what the data must keep to, the database sees to. */
function unlimited(record: RecordedActor, account: string): Actor {
  return {
    record,
    account,
    covered: new Set(),
    mayGrantAny: true,
    mayUseAnyAccount: true,
    mayExceedLimits: true,
    allowedAddresses: [],
    expiresAtMs: null,
  };
}

export interface OperatorIdentity {
  /** User of the operating system. */
  readonly user: string;
  readonly host: string;
  /** The name that they go by; null: user and host. */
  readonly as: string | null;
  readonly allowNoAdministrator: boolean;
}

/** Somebody on the command line. They have the database itself, and so may do what its owner may. */
export function operatorActor({ user, host, as, allowNoAdministrator }: OperatorIdentity): Actor {
  const place = `${user}@${host}`;
  const named = as === null ? { id: place, name: place } : { id: as, name: `${as} (${place})` };
  const record = { kind: 'operator', ...named, user, host } as const;
  return unlimited(allowNoAdministrator ? { ...record, allowNoAdministrator } : record, 'default');
}

/** The service itself; `name` says on what occasion. */
export function systemActor(name: string): Actor {
  return unlimited({ kind: 'system', id: 'scopegate', name }, 'default');
}
