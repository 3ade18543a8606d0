import { ScopegateError } from '../../base/errors.js';
import type { ManagedKey } from '../../store/ports/managed-keys.js';
import { compileAddressRule } from '../credentials/addresses.js';

export interface KeyTimes {
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
}

/** Year 9999: beyond it times no longer have the form that clients read. */
const LATEST_MS = Date.UTC(9999, 11, 31);

/** @throws ScopegateError `invalid_argument` */
export function refuseBadTimes({ notBeforeMs, expiresAtMs }: KeyTimes): void {
  for (const time of [notBeforeMs, expiresAtMs]) {
    if (time !== null && !(time >= 0 && time < LATEST_MS)) throw bad('a time lies outside 1970 to 9999');
  }
  if (notBeforeMs !== null && expiresAtMs !== null && expiresAtMs <= notBeforeMs) {
    throw bad('the key would expire before it becomes valid');
  }
}

/** @throws ScopegateError `invalid_argument` */
export function refuseBadName(name: string): void {
  if (name !== name.trim() || name === '' || /[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name)) {
    throw bad('a name has no control characters and neither begins nor ends with a space');
  }
}

/** @throws ScopegateError `invalid_argument` */
export function refuseBadAddresses(addresses: readonly string[]): void {
  compileAddressRule(addresses);
}

/** @throws ScopegateError `invalid_argument` when `expiresAtMs` is not ahead */
export function refusePastExpiry(expiresAtMs: number | null, nowMs: number): void {
  if (expiresAtMs === null || expiresAtMs > nowMs) return;
  throw new ScopegateError('invalid_argument', 'the expiration date has passed', {
    hint: 'Choose a later one; to end a key now, revoke it.',
  });
}

/**
 * Scopes that the credential has more, by itself or by a role; or all that it then holds where it may be used at more times,
 * from more places, or again: whoever lets it be used hands that out too.
 */
export function handedOut(before: ManagedKey, after: ManagedKey): readonly string[] {
  if (isWidened(before, after)) return after.heldScopes;
  const direct = after.scopes.filter((scope) => !before.scopes.includes(scope));
  return [...new Set([...direct, ...after.heldScopes.filter((scope) => !before.heldScopes.includes(scope))])];
}

/** Whether it may be used at more times, from more places, or again. */
function isWidened(before: ManagedKey, after: ManagedKey): boolean {
  return (
    (after.enabled && !before.enabled) ||
    (after.expiresAtMs ?? Infinity) > (before.expiresAtMs ?? Infinity) ||
    (after.notBeforeMs ?? 0) < (before.notBeforeMs ?? 0) ||
    isAddressAdded(before.allowedAddresses, after.allowedAddresses)
  );
}

/** An empty list allows every address. */
function isAddressAdded(before: readonly string[], after: readonly string[]): boolean {
  if (before.length === 0) return false;
  return after.length === 0 || after.some((address) => !before.includes(address));
}

function bad(problem: string): ScopegateError {
  return new ScopegateError('invalid_argument', problem);
}
