import type { CredentialOfMoment } from '../../store/ports/history.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { LoggedRequest } from './replay/logged-request.js';

/**
 * The credential of a logged request by another policy. What no table holds comes from the record: when a token or an idle
 * session ended, and which scopes a token carried.
 *
 * @returns null where it would not have been recognised
 */
export function credentialThen(found: CredentialOfMoment, logged: LoggedRequest['principal']): CredentialRow | null {
  const { row, issuer } = found;
  if (issuer !== null && !issuer.enabled) return null;
  const endedAtMs = Date.parse(logged?.expires_at ?? '');
  const bounded = { ...row, expiresAtMs: earlier(row.expiresAtMs, Number.isNaN(endedAtMs) ? null : endedAtMs) };
  if (issuer === null) return bounded;
  // By hand nobody says what the token carries: it is one that carries whatever it may.
  const carried = logged?.held_scopes;
  if (carried === undefined) return bounded;
  if (issuer.scopesFrom === 'grants') return bounded;
  const held = issuer.scopesFrom === 'token' ? carried : row.scopes.filter((scope) => carried.includes(scope));
  return { ...bounded, scopes: held };
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
