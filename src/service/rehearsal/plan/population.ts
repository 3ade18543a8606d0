import type { CredentialKind } from '../../../engine/index.js';
import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { PlannedCredential, PolicyState } from '../../../store/ports/planning.js';
import { holdingsOf } from './holdings.js';
import type { HeldScopesChange, Side } from './holdings.js';
import { compareValidity } from './validity.js';
import type { ValidityChange } from './validity.js';

/** Credentials that every endpoint treats alike, before and after. */
export interface Group {
  /** Null where they are not there. */
  readonly kinds: { readonly before: CredentialKind | null; readonly after: CredentialKind | null };
  readonly validity: ValidityChange;
  readonly holdings: readonly HeldScopesChange[];
  /** Whether anything of it changes; policy may change for the others, too. */
  readonly isChanged: boolean;
  /** Each as it is afterwards, or was when it is gone. */
  readonly members: readonly PlannedCredential[];
}

/** A credential that is not the same before and after; null where it is not there. */
export interface CredentialChange {
  readonly before: PlannedCredential | null;
  readonly after: PlannedCredential | null;
}

export interface Population {
  readonly groups: readonly Group[];
  readonly changes: readonly CredentialChange[];
}

/** @param known names of all scopes that some endpoint takes */
export function groupCredentials(
  states: { readonly before: PolicyState; readonly after: PolicyState },
  known: readonly string[],
  nowMs: number,
): Population {
  const before = new Registry(states.before);
  const after = new Registry(states.after);
  const groups = new Map<string, Group & { readonly members: PlannedCredential[] }>();
  const changes: CredentialChange[] = [];
  const add = (one: Side | null, other: Side | null, member: PlannedCredential): void => {
    const kinds = { before: one?.credential.kind ?? null, after: other?.credential.kind ?? null };
    const validity = compareValidity(countable(one), countable(other), nowMs);
    const key = JSON.stringify([kinds, validity, identityOf(one), identityOf(other)]);
    const group = groups.get(key);
    if (group !== undefined) {
      group.members.push(member);
      return;
    }
    const holdings = holdingsOf(one, other, known);
    const isChanged = validity.widened || validity.narrowed || kinds.before !== kinds.after || holdings.some(isOther);
    groups.set(key, { kinds, validity, holdings, isChanged, members: [member] });
  };
  for (const credential of states.before.credentials) {
    const twin = after.byId.get(credential.id) ?? null;
    const other = after.sideOf(twin) ?? after.takerOf(credential);
    if (twin === null || isOtherRow(credential, twin)) changes.push({ before: credential, after: twin });
    add(before.sideOf(credential), other, twin ?? credential);
  }
  for (const credential of states.after.credentials) {
    if (before.byId.has(credential.id)) continue;
    changes.push({ before: null, after: credential });
    add(before.takerOf(credential), after.sideOf(credential), credential);
  }
  return { groups: [...groups.values()], changes };
}

class Registry {
  readonly byId: ReadonlyMap<number, PlannedCredential>;
  private readonly issuers: ReadonlyMap<number, IssuerRow>;
  private readonly others: ReadonlyMap<number | null, PlannedCredential>;

  constructor({ credentials, issuers }: PolicyState) {
    this.byId = new Map(credentials.map((credential) => [credential.id, credential]));
    this.issuers = new Map(issuers.map((issuer) => [issuer.id, issuer]));
    this.others = new Map(
      credentials
        .filter(({ issuerId, clientId }) => issuerId !== null && clientId === null)
        .map((credential) => [credential.issuerId, credential]),
    );
  }

  sideOf(credential: PlannedCredential | null): Side | null {
    if (credential === null) return null;
    const { issuerId } = credential;
    return { credential, issuer: issuerId === null ? null : (this.issuers.get(issuerId) ?? null) };
  }

  /** The row for all clients of an issuer that have none of their own: what a client has that is not listed. */
  takerOf({ issuerId, clientId }: PlannedCredential): Side | null {
    return issuerId === null || clientId === null ? null : this.sideOf(this.others.get(issuerId) ?? null);
  }
}

/** A client of an issuer that is disabled has no tokens that count. */
function countable(side: Side | null): PlannedCredential | null {
  if (side === null) return null;
  const { credential, issuer } = side;
  return issuer === null ? credential : { ...credential, enabled: credential.enabled && issuer.enabled };
}

function identityOf(side: Side | null): readonly unknown[] | null {
  return side === null ? null : [side.credential.scopes, side.issuer?.id];
}

function isOther({ before, after }: HeldScopesChange): boolean {
  return before.join('\n') !== after.join('\n');
}

function isOtherRow(one: PlannedCredential, other: PlannedCredential): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}
