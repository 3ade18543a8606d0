import { ScopegateError } from '../../base/errors.js';
import type { Violation } from '../../base/errors.js';
import { parseIsoTime } from '../../base/instant.js';
import { hasHostBits } from '../identity/address-ranges.js';
import { compileAddressRule } from '../identity/addresses.js';

/** Everything that is wrong with a request is said at once. */
export type Fault = Violation | null;

const MAX_NAME_LENGTH = 200;
const MAX_SCOPES = 1_000;
const MAX_ROLES = 100;
const MAX_ADDRESSES = 256;

/** @throws ScopegateError `invalid_argument` that lists every fault */
export function rejectFaults(faults: readonly Fault[]): void {
  const violations = faults.filter((fault) => fault !== null);
  if (violations.length === 0) return;
  const list = violations.map(({ property, violation }) => `${property} ${violation}`);
  throw new ScopegateError('invalid_argument', list.join('; '), { violations });
}

/** Names are for people and for logs. */
export function checkName(property: string, name: string): Fault {
  const length = Array.from(name).length;
  if (length > MAX_NAME_LENGTH || name === '') {
    return { property, violation: `must have 1 to ${String(MAX_NAME_LENGTH)} characters` };
  }
  if (name === name.trim() && !/[\p{Cc}\p{Cs}\u2028\u2029]/u.test(name)) return null;
  return { property, violation: 'must have no control characters, and neither begin nor end with a space' };
}

/** Addresses and CIDR blocks in the one spelling that the database takes, at most `MAX_ADDRESSES` of them. */
export function checkAddresses(addresses: readonly string[]): Fault {
  const property = 'allowedAddresses';
  if (addresses.length > MAX_ADDRESSES) {
    return { property, violation: `must be at most ${String(MAX_ADDRESSES)}` };
  }
  for (const address of addresses) {
    const problem = problemOfAddress(address);
    if (problem !== null) return { property, violation: `are wrong: "${address.slice(0, 80)}" ${problem}` };
  }
  return null;
}

function problemOfAddress(entry: string): string | null {
  try {
    compileAddressRule([entry]);
  } catch {
    return 'is not an IPv4 or IPv6 address or CIDR block (no leading zeros, nothing left out)';
  }
  return hasHostBits(entry) ? 'has bits set beyond its prefix' : null;
}

/** The characters of a scope in OAuth (RFC 6749, section 3.3), as in the database. */
const SCOPE = /^[!#-[\]-~]{1,255}$/;

/** Names that could be scopes, at most `MAX_SCOPES` of them; whether they exist is for the database. */
export function checkScopeNames(property: string, scopes: readonly string[]): Fault {
  if (scopes.length > MAX_SCOPES) return { property, violation: `must be at most ${String(MAX_SCOPES)}` };
  const wrong = scopes.find((scope) => !SCOPE.test(scope));
  if (wrong === undefined) return null;
  const rule = 'a scope has 1 to 255 printable ASCII characters, without space, double quote and backslash';
  return { property, violation: `must be scopes, not ${JSON.stringify(wrong.slice(0, 80))}: ${rule}` };
}

/** Whether names of scopes and roles could be any; whether they exist is for the database. */
export function checkGrants({
  scopes = [],
  roles = [],
}: {
  readonly scopes?: readonly string[] | undefined;
  readonly roles?: readonly string[] | undefined;
}): readonly Fault[] {
  const wrongRole = roles.map((role) => checkName('roles', role)).find((fault) => fault !== null) ?? null;
  return [
    checkScopeNames('scopes', scopes),
    roles.length > MAX_ROLES ? { property: 'roles', violation: `must be at most ${String(MAX_ROLES)}` } : wrongRole,
  ];
}

export interface ReadTime<Ms> {
  /** NaN for what is no time. */
  readonly ms: Ms;
  readonly fault: Fault;
}

/** A time of the request, as the API and the command line both write it; null for none. */
export function readTime(property: string, text: string | null): ReadTime<number | null> {
  if (text === null) return { ms: null, fault: null };
  const ms = parseIsoTime(text);
  if (ms !== null) return { ms, fault: null };
  const violation = `"${text.slice(0, 40)}" must be a time from 1970 to 9999 such as 2027-01-31 or 2027-01-31T12:00:00Z`;
  return { ms: Number.NaN, fault: { property, violation } };
}

/** The same; absent where the time is not to change. */
export function readOptionalTime(
  property: string,
  text: string | null | undefined,
): ReadTime<number | null | undefined> {
  return text === undefined ? { ms: text, fault: null } : readTime(property, text);
}

/** `isNewEnd`: an end that stays as it was may have passed. */
export interface ValidityInput {
  readonly notBeforeMs: number | null;
  readonly expiresAtMs: number | null;
  readonly isNewEnd: boolean;
  readonly nowMs: number;
}

/** A new end lies ahead, and every end lies after its begin. Times in ms since 1970. */
export function checkValidity({ notBeforeMs, expiresAtMs, isNewEnd, nowMs }: ValidityInput): readonly Fault[] {
  const isPast = isNewEnd && expiresAtMs !== null && expiresAtMs <= nowMs;
  const isReversed = notBeforeMs !== null && expiresAtMs !== null && expiresAtMs <= notBeforeMs;
  return [
    isPast ? { property: 'expiresAt', violation: 'must lie ahead; to end a credential now, revoke it' } : null,
    isReversed ? { property: 'expiresAt', violation: 'must come after notBefore' } : null,
  ];
}
