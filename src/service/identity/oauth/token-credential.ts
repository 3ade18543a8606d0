import type { ScopeTable } from '../../../engine/index.js';
import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { CachedCredential } from '../credential-cache.js';
import { holdCredential } from '../api-keys.js';
import type { VouchedToken } from './validate-claims.js';

/** The names of scopes are kept for good, so an issuer may not fill the memory with them. */
const MAX_KNOWN_SCOPES = 200_000;

/**
 * The credential of a token: its client, for as long as the token is valid, with what both of them may do. Null for a token
 * with scopes that are never held together, which the database lets no other credential hold either.
 */
export function credentialOf(
  token: VouchedToken,
  issuer: IssuerRow,
  client: CachedCredential,
  scopes: ScopeTable,
): CachedCredential | null {
  const { row } = client;
  const held = scopesOf(token, issuer, row.scopes);
  if (isMixed(held, issuer)) return null;
  const known = (name: string): boolean => scopes.find(name) >= 0 || scopes.size < MAX_KNOWN_SCOPES;
  // Assigned: an object that begins with another one spread out, and has more, is of a hidden class of its own, and slow to read.
  const own = Object.assign(
    { ...row },
    {
      scopes: held.filter(known),
      notBeforeMs: latest(row.notBeforeMs, token.notBeforeMs),
      expiresAtMs: Math.min(row.expiresAtMs ?? Infinity, token.expiresAtMs),
      issuerId: issuer.id,
    },
  );
  const { row: ownRow, subject } = holdCredential(own, scopes);
  return { row: ownRow, subject, addresses: client.addresses };
}

/** Names that are no scopes here, such as `openid`, open nothing and are on no side. */
function isMixed(held: readonly string[], { sides }: IssuerRow): boolean {
  if (sides.length === 0 || held.length < 2) return false;
  const names = new Set(held);
  const found = new Set<string>();
  for (const [scope, side] of sides) if (names.has(scope)) found.add(side);
  return found.size > 1;
}

function scopesOf(token: VouchedToken, { scopeMap, scopesFrom }: IssuerRow, granted: readonly string[]): string[] {
  const carried = new Set(token.scopes);
  const own =
    scopeMap.length === 0
      ? carried
      : new Set(scopeMap.flatMap(([theirs, ours]) => (carried.has(theirs) ? [ours] : [])));
  if (scopesFrom === 'grants') return [...granted];
  if (scopesFrom === 'both') return granted.filter((scope) => own.has(scope));
  return [...own].sort((one, other) => (one < other ? -1 : 1));
}

function latest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.max(one, other);
}
