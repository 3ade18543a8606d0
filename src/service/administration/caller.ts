import { ScopegateError } from '../../base/errors.js';
import type { Actor } from '../../store/ports/actor.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { ReachReader } from '../../store/ports/reach.js';

/** Whoever asks the Management API, after the decision let the request through. */
export interface Caller {
  readonly credential: CredentialRow;
  /** Held scopes and what they imply. */
  readonly covered: ReadonlySet<string>;
  readonly mayGrantAny: boolean;
}

/** Its holder grants what he does not hold himself. */
const GRANT_ANY = 'scopes:grant-any';

/** Who asks, with all that his scopes cover at this moment. Rejects with `unavailable`. */
export async function makeCaller(
  credential: CredentialRow,
  reach: Pick<ReachReader, 'coveredScopes'>,
): Promise<Caller> {
  const covered = await reach.coveredScopes(credential.scopes);
  return { credential, covered, mayGrantAny: covered.has(GRANT_ANY) };
}

/** The caller as the audit trail names him. */
export function actorOf({ credential }: Caller): Actor {
  return { kind: 'credential', id: credential.publicId, name: credential.name };
}

/** Whether the caller may hand this scope out: one that he holds, also by implication, or any. */
export function mayGrant(caller: Caller, scope: string): boolean {
  return caller.mayGrantAny || caller.covered.has(scope);
}

/** @throws ScopegateError `permission_denied` naming the scopes that the caller may not hand out */
export function refuseUngrantable(caller: Caller, scopes: readonly string[]): void {
  const beyond = [...new Set(scopes)].filter((scope) => !mayGrant(caller, scope));
  if (beyond.length === 0) return;
  const names = beyond.map((scope) => `"${scope}"`).join(', ');
  throw new ScopegateError('permission_denied', `you do not hold ${names}, and so cannot hand it out`, {
    hint: `Leave these scopes out, or ask somebody who holds them or "${GRANT_ANY}".`,
  });
}
