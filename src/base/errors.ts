/**
 * Every failure that a person or a caller may see is one `ScopegateError` with a code of this closed set.
 * Tests assert codes, never sentences. `cause` is for the log and never goes on a wire.
 */
export type ErrorCode =
  /** The caller sent something that cannot be a request. */
  | 'invalid_argument'
  /** A named thing does not exist. */
  | 'not_found'
  /** A write would break a rule of the data: a duplicate, a cycle, an unknown reference. */
  | 'conflict'
  /** The caller may not do this; only where people manage, never for a decision. */
  | 'permission_denied'
  /** The thing has changed since the caller looked at it. */
  | 'precondition_failed'
  /** The caller does not say which state of the thing it looked at. */
  | 'precondition_missing'
  /** An idempotency key was used for another request. */
  | 'idempotency_reused'
  /** There is no answer now; the same question may be answered later. */
  | 'unavailable'
  /** A change waited too long for another session of the database; the message names that session. */
  | 'blocked'
  /** The time for an answer ran out. */
  | 'deadline_exceeded'
  /** A bound was reached: a queue, a rate, a size. */
  | 'resource_exhausted'
  /** Configuration is wrong; the message lists every problem. */
  | 'config'
  /** A migration is missing, edited, out of order or failed; nothing of it was kept. */
  | 'migration'
  /** Policy rows that cannot be compiled. */
  | 'policy'
  /** A defect of Scopegate itself. */
  | 'internal';

/** Codes whose messages are about what the caller sent or may do; those of all others are about how the service is run. */
const ABOUT_THE_CALLER: ReadonlySet<ErrorCode> = new Set([
  'invalid_argument',
  'not_found',
  'conflict',
  'permission_denied',
  'precondition_failed',
  'precondition_missing',
  'idempotency_reused',
  'blocked',
  'deadline_exceeded',
  'resource_exhausted',
]);

/** One thing that is wrong with a request, by the name of its field. */
export interface Violation {
  readonly property: string;
  readonly violation: string;
}

export interface ErrorDetails {
  readonly cause?: unknown;
  readonly hint?: string;
  /** The readers of the message and the hint. The default follows from the code; see `toCallerError`. */
  readonly audience?: 'caller' | 'operator';
  readonly violations?: readonly Violation[];
}

export class ScopegateError extends Error {
  readonly code: ErrorCode;
  /** Everything that is wrong with the request; empty where the message says it all. */
  readonly violations: readonly Violation[];
  /** One sentence that tells the reader what to do, if anything helps. */
  readonly hint: string | undefined;
  readonly audience: 'caller' | 'operator';

  constructor(code: ErrorCode, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = 'ScopegateError';
    this.code = code;
    this.hint = details.hint;
    this.audience = details.audience ?? (ABOUT_THE_CALLER.has(code) ? 'caller' : 'operator');
    this.violations = details.violations ?? [];
  }
}

/** There is no answer now, for a reason that callers may read: nothing from outside stands in the message. */
export function noAnswer(message: string, details: Omit<ErrorDetails, 'audience'> = {}): ScopegateError {
  return new ScopegateError('unavailable', message, { ...details, audience: 'caller' });
}

export function isScopegateError(error: unknown): error is ScopegateError {
  return error instanceof ScopegateError;
}

/** The message of anything that was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
