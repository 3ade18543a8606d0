import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { ScopegateError } from '../base/errors.js';
import type { ErrorCode } from '../base/errors.js';

const CODES: Partial<Record<number, ErrorCode>> = {
  [status.INVALID_ARGUMENT]: 'invalid_argument',
  [status.DEADLINE_EXCEEDED]: 'deadline_exceeded',
  [status.RESOURCE_EXHAUSTED]: 'resource_exhausted',
  [status.UNAVAILABLE]: 'unavailable',
};

/** Our code for a status code of gRPC; `internal` for one that nothing here sends. */
export function errorCodeOf(code: number): ErrorCode {
  return CODES[code] ?? 'internal';
}

/** A call that failed, in our own words. */
export function toScopegateError(error: ServiceError, address: string): ScopegateError {
  const code = errorCodeOf(error.code);
  const hint = code === 'unavailable' ? `Is Scopegate serving on ${address}? Start it with: npm start` : undefined;
  return new ScopegateError(code, error.details, { cause: error, ...(hint === undefined ? {} : { hint }) });
}
