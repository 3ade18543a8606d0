import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { toCallerError } from '../../../base/caller-error.js';
import { isScopegateError, messageOf } from '../../../base/errors.js';
import type { ErrorCode, Violation } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import { MAX_BODY_BYTES } from './json-body.js';

/** An answer that is no success, before it has the form of an error family. */
export interface Problem {
  readonly status: number;
  readonly description: string;
  /** What the reader can do. */
  readonly action?: string | undefined;
  readonly violations?: readonly Violation[];
  readonly retryAfterSeconds?: number;
}

const STATUS: Record<ErrorCode, number> = {
  invalid_argument: 400,
  not_found: 404,
  conflict: 409,
  permission_denied: 403,
  precondition_failed: 412,
  precondition_missing: 428,
  idempotency_reused: 422,
  unavailable: 503,
  blocked: 503,
  deadline_exceeded: 503,
  resource_exhausted: 503,
  config: 500,
  migration: 503,
  policy: 503,
  internal: 500,
};

const MESSAGE_IDS: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_ALLOWED',
  409: 'CONFLICT',
  412: 'PRECONDITION_FAILED',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  428: 'PRECONDITION_REQUIRED',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  503: 'SERVICE_UNAVAILABLE',
};

export const MISSING_IF_MATCH: Problem = {
  status: 428,
  description: 'The header If-Match is missing',
  action: 'Send If-Match with the etag that you read, so that no change of somebody else is lost.',
};

const RETRY_AFTER_SECONDS = 1;

/** The body of a problem in an error family; families of operators other than `requestError` look like `errorCode`. */
export function problemBody(problem: Problem, family: string): string {
  const { status, description, action = '', violations = [] } = problem;
  if (family === 'requestError') {
    const details = violations.map(({ property, violation }) => ` ${property}: ${violation}.`).join('');
    const text = `${description}.${details}`;
    return JSON.stringify({ requestError: { serviceException: { messageId: MESSAGE_IDS[status] ?? 'ERROR', text } } });
  }
  return JSON.stringify({ errorCode: `E${String(status)}`, description, action, violations, resources: [] });
}

export function sendProblem(reply: FastifyReply, problem: Problem, family: string): FastifyReply {
  const retryAfter = problem.retryAfterSeconds ?? (problem.status === 503 ? RETRY_AFTER_SECONDS : null);
  if (retryAfter !== null) void reply.header('Retry-After', String(retryAfter));
  return reply
    .code(problem.status)
    .header('Content-Type', 'application/json')
    .header('Cache-Control', 'no-store')
    .send(problemBody(problem, family));
}

const INTERNAL: Problem = { status: 500, description: 'Internal error', action: 'See the log of the service.' };

const TOO_LARGE: Problem = {
  status: 413,
  description: `The body is larger than ${String(MAX_BODY_BYTES / 1024)} KiB`,
  action: 'Split the request into smaller ones.',
};

/** Names the place as a JSON pointer (RFC 6901): a use case names the member, `scopeMap.ours`. */
function pointTo({ property, violation }: Violation): Violation {
  const isPointer = property === '' || property.startsWith('/');
  return { property: isPointer ? property : `/${property.replaceAll('.', '/')}`, violation };
}

/** The part of an error that a caller may know; the rest is for the log. */
export function toProblem(error: unknown): Problem {
  if (isScopegateError(error)) {
    const { code, message, hint } = toCallerError(error);
    const status = STATUS[code];
    if (status === 500) return INTERNAL;
    if (code === 'blocked') return { status, description: message, action: hint };
    if (status === 503) return { status, description: 'No answer now', action: 'Try again.' };
    return {
      status,
      description: message,
      action: hint,
      violations: code === 'invalid_argument' ? error.violations.map(pointTo) : [],
    };
  }
  const { validation, validationContext, statusCode } = error as Partial<FastifyError>;
  if (statusCode === 413) return TOO_LARGE;
  if (validation !== undefined) {
    const violations = validation.slice(0, 20).map((fault) => ({
      property: fault.instancePath,
      violation: fault.message ?? 'is not valid',
    }));
    return {
      status: 400,
      description: `The ${validationContext ?? 'request'} is not valid`,
      action: 'Send what /openapi.json describes.',
      violations,
    };
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, description: (error as Error).message };
  }
  return INTERNAL;
}

export function makeErrorHandler(family: () => string, log: Log) {
  return (error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const problem = toProblem(error);
    if (problem.status === 500) {
      log.error({ err: error, method: request.method, route: request.routeOptions.url }, 'a request failed');
    } else if (problem.status === 503) {
      const { method, routeOptions } = request;
      log.warn({ problem: messageOf(error), method, route: routeOptions.url }, 'a request got no answer');
    }
    return sendProblem(reply, problem, family());
  };
}
