import type { PlannedCredential } from '../../../store/ports/planning.js';
import { areAddressesWithin } from '../../identity/address-ranges.js';

/** When and from where a credential counts, before and after, from now on. */
export interface ValidityChange {
  /** Whether it counts at some time from now on. */
  readonly before: boolean;
  readonly after: boolean;
  /** Counts afterwards at a time or from an address at which it did not. */
  readonly widened: boolean;
  readonly narrowed: boolean;
  /** Whether it counts only for a time, or only from some addresses. */
  readonly isLimited: { readonly before: boolean; readonly after: boolean };
}

/** Null stands for a credential that is not there. */
export function compareValidity(
  before: PlannedCredential | null,
  after: PlannedCredential | null,
  nowMs: number,
): ValidityChange {
  const counts = {
    before: doesCount(before, nowMs),
    after: doesCount(after, nowMs),
    isLimited: { before: isLimited(before, nowMs), after: isLimited(after, nowMs) },
  };
  if (before === null || after === null) return { ...counts, widened: counts.after, narrowed: counts.before };
  return {
    ...counts,
    widened: counts.after && !(counts.before && isWithin(after, before, nowMs)),
    narrowed: counts.before && !(counts.after && isWithin(before, after, nowMs)),
  };
}

function doesCount(credential: PlannedCredential | null, nowMs: number): boolean {
  if (credential?.enabled !== true) return false;
  return startOf(credential, nowMs) < endOf(credential);
}

function isLimited(credential: PlannedCredential | null, nowMs: number): boolean {
  if (credential === null) return false;
  return (
    startOf(credential, nowMs) > nowMs || credential.expiresAtMs !== null || credential.allowedAddresses.length > 0
  );
}

/** Whether all times and addresses of the first are those of the second. */
function isWithin(inner: PlannedCredential, outer: PlannedCredential, nowMs: number): boolean {
  return (
    startOf(inner, nowMs) >= startOf(outer, nowMs) &&
    endOf(inner) <= endOf(outer) &&
    areAddressesWithin(inner.allowedAddresses, outer.allowedAddresses)
  );
}

function startOf({ notBeforeMs }: PlannedCredential, nowMs: number): number {
  return Math.max(nowMs, notBeforeMs ?? nowMs);
}

function endOf({ expiresAtMs }: PlannedCredential): number {
  return expiresAtMs ?? Infinity;
}
