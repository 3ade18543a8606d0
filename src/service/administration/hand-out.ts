import { ScopegateError } from '../../base/errors.js';
import { toIsoTime } from '../../base/instant.js';
import type { ManagedKey } from '../../store/ports/managed-keys.js';
import { areAddressesWithin } from '../identity/address-ranges.js';
import { ANY_ACCOUNT, EXCEED_LIMITS, GRANT_ANY } from './actor.js';
import type { Actor } from './actor.js';

/** What a credential has that somebody could have less of. */
export type Possession = Pick<ManagedKey, 'heldScopes' | 'account' | 'allowedAddresses' | 'expiresAtMs'>;

/** Whether the actor may hand this scope out: one that they hold, also by implication, or any. */
export function mayGrant(actor: Actor, scope: string): boolean {
  return actor.mayGrantAny || actor.covered.has(scope);
}

/** @throws ScopegateError `permission_denied` naming the scopes that the actor does not hold */
export function requireHeld(actor: Actor, scopes: readonly string[]): void {
  deny([unheld(actor, scopes)]);
}

/**
 * Nobody takes anything from a credential that holds more than they do, or from one of another account: neither scopes nor
 * its validity.
 *
 * @throws ScopegateError `permission_denied`
 */
export function requireMayChange(actor: Actor, target: Pick<Possession, 'heldScopes' | 'account'>): void {
  deny([unheld(actor, target.heldScopes), foreign(actor, target.account)]);
}

/**
 * Nobody hands out more than they have: whoever gets the secret of a credential can do what it can, from where it can be
 * used, for as long as it lasts.
 *
 * @throws ScopegateError `permission_denied`
 */
export function requireMayHandOut(actor: Actor, made: Possession): void {
  deny([
    unheld(actor, made.heldScopes),
    foreign(actor, made.account),
    fartherAway(actor, made.allowedAddresses),
    longer(actor, made.expiresAtMs),
  ]);
}

/** @throws ScopegateError `permission_denied` */
export function requireMayEdit(actor: Actor, before: ManagedKey, after: ManagedKey): void {
  requireMayChange(actor, before);
  if (isWidened(before, after)) requireMayHandOut(actor, after);
}

/**
 * For what has no end and no addresses of its own, and brings forth credentials: an issuer of tokens.
 *
 * @throws ScopegateError `permission_denied`
 */
export function requireUnlimited(actor: Actor): void {
  deny([fartherAway(actor, []), longer(actor, null)]);
}

/** Whether it can be used for more than before: with more scopes, at more times, from more places, or again. */
function isWidened(before: ManagedKey, after: ManagedKey): boolean {
  return (
    (after.enabled && !before.enabled) ||
    (after.expiresAtMs ?? Infinity) > (before.expiresAtMs ?? Infinity) ||
    (after.notBeforeMs ?? 0) < (before.notBeforeMs ?? 0) ||
    !areAddressesWithin(after.allowedAddresses, before.allowedAddresses) ||
    isAdded(before.scopes, after.scopes) ||
    isAdded(before.roles, after.roles) ||
    isAdded(before.heldScopes, after.heldScopes)
  );
}

function isAdded(before: readonly string[], after: readonly string[]): boolean {
  const known = new Set(before);
  return after.some((each) => !known.has(each));
}

/** What is wrong, and what would help. */
type Denial = readonly [problem: string, hint: string] | null;

function unheld(actor: Actor, scopes: readonly string[]): Denial {
  const beyond = [...new Set(scopes)].filter((scope) => !mayGrant(actor, scope));
  if (beyond.length === 0) return null;
  const names = beyond.map((scope) => `"${scope}"`).join(', ');
  return [`you do not hold ${names}`, `ask somebody who holds them or "${GRANT_ANY}"`];
}

function foreign(actor: Actor, account: string): Denial {
  if (actor.mayUseAnyAccount || account === actor.account) return null;
  return [
    `the account "${account}" is not yours`,
    `take "${actor.account}", or ask somebody who holds "${ANY_ACCOUNT}"`,
  ];
}

function fartherAway(actor: Actor, addresses: readonly string[]): Denial {
  if (actor.mayExceedLimits || areAddressesWithin(addresses, actor.allowedAddresses)) return null;
  const own = actor.allowedAddresses.join(', ');
  return ['it could be used from other addresses than you', `name addresses within ${own}, or hold "${EXCEED_LIMITS}"`];
}

function longer(actor: Actor, expiresAtMs: number | null): Denial {
  const { expiresAtMs: own } = actor;
  if (actor.mayExceedLimits || own === null || (expiresAtMs !== null && expiresAtMs <= own)) return null;
  return ['it would last longer than you', `let it end at ${toIsoTime(own)} at the latest, or hold "${EXCEED_LIMITS}"`];
}

function deny(denials: readonly Denial[]): void {
  const found = denials.filter((denial) => denial !== null);
  if (found.length === 0) return;
  const hint = found.map(([, help]) => help).join('; ');
  throw new ScopegateError(
    'permission_denied',
    `this is more than you have: ${found.map(([problem]) => problem).join('; ')}`,
    {
      hint: `${hint.charAt(0).toUpperCase()}${hint.slice(1)}.`,
    },
  );
}
