import { isScopegateError } from '../base/errors.js';
import type { ErrorCode } from '../base/errors.js';

/** The parts of an exception, in terms of HTTP whatever the transport was. */
export interface ExceptionParts {
  /** HTTP status; of a gRPC failure, the status that means the same: 400, 401, 403, 429, 500, 503 or 504. */
  readonly code: number;
  /** Fields of the answer, names in lower case; of a gRPC failure, its metadata. */
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Body of the answer as it came; of a gRPC failure, its message. Empty when nothing came. */
  readonly responseBody: string;
  readonly cause?: unknown;
}

/**
 * Thrown by every operation of this library that got no answer, or was refused. Whoever asked for a decision and
 * catches it must refuse the request.
 */
export class ApiException extends Error {
  /** HTTP status; of a gRPC failure, the status that means the same. */
  readonly code: number;
  readonly responseHeaders: Readonly<Record<string, string>>;
  readonly responseBody: string;

  constructor(message: string, parts: ExceptionParts) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.name = new.target.name;
    this.code = parts.code;
    this.responseHeaders = parts.responseHeaders;
    this.responseBody = parts.responseBody;
  }
}

/** 401: no valid credential; `responseHeaders['www-authenticate']` says what is asked for (RFC 6750, section 3). */
export class UnauthorizedException extends ApiException {
  declare readonly code: 401;
}

/** 403: the credential does not permit it. */
export class ForbiddenException extends ApiException {
  declare readonly code: 403;
}

/** The exception of its code: 401 and 403 have classes of their own. */
export function makeException(message: string, parts: ExceptionParts): ApiException {
  if (parts.code === 401) return new UnauthorizedException(message, parts);
  if (parts.code === 403) return new ForbiddenException(message, parts);
  return new ApiException(message, parts);
}

const STATUS_OF_CODE: Partial<Record<ErrorCode, number>> = {
  invalid_argument: 400,
  resource_exhausted: 429,
  unavailable: 503,
  deadline_exceeded: 504,
};
/** UNAUTHENTICATED and PERMISSION_DENIED say that the caller of the decision point itself may not ask. */
const STATUS_OF_GRPC: Partial<Record<number, number>> = { 16: 401, 7: 403 };

/** Whatever was thrown below, as what this library promises to throw. */
export function toException(error: unknown): ApiException {
  if (error instanceof ApiException) return error;
  const { code, metadata } = grpcPartsOf(error);
  const byName = isScopegateError(error) ? STATUS_OF_CODE[error.code] : undefined;
  const message = error instanceof Error ? error.message : String(error);
  return makeException(message, {
    code: STATUS_OF_GRPC[code] ?? byName ?? 500,
    responseHeaders: metadata,
    responseBody: message,
    cause: error,
  });
}

function grpcPartsOf(error: unknown): { code: number; metadata: Record<string, string> } {
  const cause =
    error instanceof Error ? (error.cause as { code?: unknown; metadata?: unknown } | undefined) : undefined;
  const code = typeof cause?.code === 'number' ? cause.code : -1;
  const given = cause?.metadata as { getMap?: () => Record<string, string | Buffer> } | undefined;
  const entries = Object.entries(given?.getMap?.() ?? {});
  return { code, metadata: Object.fromEntries(entries.map(([name, value]) => [name, value.toString()])) };
}
