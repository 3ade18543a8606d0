import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { toAskerError } from '../../base/caller-error.js';
import type { ErrorCode } from '../../base/errors.js';

/** What a caller is told when there is no answer. A deny never comes this way. */
export function toServiceError(error: unknown): ServiceError {
  const { code, message, hint } = toAskerError(error);
  return serviceError(
    STATUS[code],
    `${code === 'internal' ? 'no answer: ' : ''}${message}.${hint === undefined ? '' : ` ${hint}`}`,
  );
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
  blocked: status.UNAVAILABLE,
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
