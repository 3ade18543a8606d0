import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { isScopegateError } from '../../base/errors.js';
import type { ErrorCode } from '../../base/errors.js';

/**
 * What a caller is told when there is no answer. Anything unforeseen is INTERNAL without its message: that is for
 * the log. A deny never comes this way.
 */
export function toServiceError(error: unknown): ServiceError {
  if (!isScopegateError(error)) return serviceError(status.INTERNAL, 'no answer: internal error');
  const hint = error.hint === undefined ? '' : ` ${error.hint}`;
  return serviceError(STATUS[error.code], `${error.message}.${hint}`);
}

const STATUS: Record<ErrorCode, status> = {
  invalid_argument: status.INVALID_ARGUMENT,
  not_found: status.UNAVAILABLE,
  conflict: status.FAILED_PRECONDITION,
  permission_denied: status.PERMISSION_DENIED,
  precondition_failed: status.FAILED_PRECONDITION,
  precondition_missing: status.FAILED_PRECONDITION,
  idempotency_reused: status.FAILED_PRECONDITION,
  unavailable: status.UNAVAILABLE,
  deadline_exceeded: status.DEADLINE_EXCEEDED,
  resource_exhausted: status.RESOURCE_EXHAUSTED,
  config: status.INTERNAL,
  migration: status.INTERNAL,
  // Policy that cannot be compiled is an operator's to mend; for the caller there is no answer now.
  policy: status.UNAVAILABLE,
  internal: status.INTERNAL,
};

function serviceError(code: status, details: string): ServiceError {
  return Object.assign(new Error(details), { code, details, metadata: new Metadata() });
}
