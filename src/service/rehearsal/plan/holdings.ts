import type { IssuerRow } from '../../../store/ports/issuers.js';
import type { PlannedCredential } from '../../../store/ports/planning.js';

/** Scopes that one credential, or one token of a client, has before and after. */
export interface HeldScopesChange {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** A credential on one side, with its issuer where it is a client; null where it is not there. */
export interface Side {
  readonly credential: PlannedCredential;
  readonly issuer: IssuerRow | null;
}

/**
 * What a credential can hold. A token of an issuer can carry any scopes, so each of them is looked at by itself, and a
 * token that carries none: a token with several opens what one of them opens, and lacks only what all of them lack.
 *
 * @param known names of all scopes that some endpoint takes
 */
export function holdingsOf(
  before: Side | null,
  after: Side | null,
  known: readonly string[],
): readonly HeldScopesChange[] {
  const sides = [before, after].filter((side) => side !== null);
  const carriable = sides.some(({ issuer }) => issuer !== null && issuer.scopesFrom !== 'grants');
  if (!carriable) return [{ before: before?.credential.scopes ?? [], after: after?.credential.scopes ?? [] }];
  const theirs = new Set<string>();
  for (const { issuer } of sides) for (const name of namesIn(issuer, known)) theirs.add(name);
  return [null, ...theirs].map((carried) => ({ before: scopesOf(before, carried), after: scopesOf(after, carried) }));
}

function namesIn(issuer: IssuerRow | null, known: readonly string[]): readonly string[] {
  if (issuer === null || issuer.scopesFrom === 'grants') return [];
  return issuer.scopeMap.length === 0 ? known : issuer.scopeMap.map(([theirs]) => theirs);
}

/** As a token is judged: see `credentialOf` of tokens. */
function scopesOf(side: Side | null, carried: string | null): readonly string[] {
  if (side === null) return [];
  const { credential, issuer } = side;
  if (issuer === null || issuer.scopesFrom === 'grants') return credential.scopes;
  const own = ourNames(issuer, carried);
  return issuer.scopesFrom === 'token' ? own : credential.scopes.filter((scope) => own.includes(scope));
}

function ourNames({ scopeMap }: IssuerRow, carried: string | null): readonly string[] {
  if (carried === null) return [];
  if (scopeMap.length === 0) return [carried];
  return scopeMap.flatMap(([theirs, ours]) => (theirs === carried ? [ours] : []));
}
