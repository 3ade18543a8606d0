import { isScopegateError } from './errors.js';
import type { ErrorCode } from './errors.js';

/** The part of an error that a caller over the network may read. */
export interface CallerError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
}

/** Instead of a message that names a host, a file, a user of the database, or a statement. */
const INSTEAD: Readonly<Record<ErrorCode, string>> = {
  invalid_argument: 'the request holds a value that cannot be stored or compared',
  not_found: 'it does not exist',
  conflict: 'a rule of the data rejects this change',
  permission_denied: 'this is not allowed',
  precondition_failed: 'it has changed meanwhile',
  precondition_missing: 'the state that the change is about is missing',
  idempotency_reused: 'the idempotency key was used for another request',
  unavailable: 'what is needed for an answer cannot be read now',
  blocked: 'another change holds this one up',
  deadline_exceeded: 'the time for an answer ran out',
  resource_exhausted: 'a limit is reached',
  config: 'internal error',
  migration: 'the service is not ready for its database',
  policy: 'the policy in force cannot be used',
  internal: 'internal error',
};

/**
 * The only way of an error to a caller. Messages for operators stay in the log, and so does everything that was not
 * foreseen: the text of an error from the network, from a file or from the database is never for callers.
 */
export function toCallerError(error: unknown): CallerError {
  if (!isScopegateError(error)) return { code: 'internal', message: INSTEAD.internal };
  const { code, message, hint, audience } = error;
  if (audience === 'operator') return { code, message: INSTEAD[code] };
  return { code, message, ...(hint === undefined ? {} : { hint }) };
}

/** Codes that a question can have, beside those of a change. */
const OF_QUESTIONS: ReadonlySet<ErrorCode> = new Set([
  'invalid_argument',
  'permission_denied',
  'unavailable',
  'deadline_exceeded',
  'resource_exhausted',
]);

/** The same for entry points that only read: an error about a change comes from elsewhere, and its text stays inside. */
export function toAskerError(error: unknown): CallerError {
  const told = toCallerError(error);
  return OF_QUESTIONS.has(told.code) ? told : { code: told.code, message: INSTEAD[told.code] };
}
