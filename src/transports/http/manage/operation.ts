import type { FastifySchema } from 'fastify';
import { Type } from 'typebox';
import type { TSchema } from 'typebox';
import { ErrorBody } from './schemas/shared.js';

export interface Operation {
  readonly id: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  /** The scope that the endpoint requires in the policy as it comes; null where none is. */
  readonly scope: string | null;
  readonly params?: TSchema;
  readonly query?: TSchema;
  readonly body?: TSchema;
  readonly headers?: TSchema;
  /** Answers that are no errors, by status; null for an answer without a body. */
  readonly success: Readonly<Record<number, TSchema | null>>;
  /** Errors beyond those that every operation may answer. */
  readonly errors?: readonly number[];
  /** Of the usual errors, those that it cannot answer. */
  readonly never?: readonly number[];
}

/** A parameter that is not known was meant to do something. */
const NO_QUERY = Type.Object({}, { additionalProperties: false });

const USUAL_ERRORS = [400, 401, 403, 429, 503];
const MEANINGS: Readonly<Record<number, string>> = {
  200: 'Done',
  201: 'Made',
  204: 'Done; nothing to say',
  400: 'The request is malformed',
  401: 'No valid credential',
  403: 'The credential does not permit it',
  404: 'There is no such thing',
  409: 'The change breaks a rule of the data',
  412: 'It has changed since you read it',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'The idempotency key belongs to another request',
  428: 'If-Match is missing',
  429: 'Too many at once',
  503: 'No answer now',
};

/** Of the answer; `description` is that of its shape. */
const DESCRIPTION = 'x-response-description';

/** The schema of a route, from which its checks, its serialisation and its place in the OpenAPI document are made. */
export function operationSchema(operation: Operation): FastifySchema {
  const { id, tag, summary, description, scope, params, query, body, headers } = operation;
  const hasBody = body !== undefined;
  const usual = USUAL_ERRORS.filter((status) => operation.never?.includes(status) !== true);
  const errors = [...usual, ...(hasBody ? [413, 415] : []), ...(operation.errors ?? [])].sort((a, b) => a - b);
  const response: Record<number, unknown> = {};
  for (const [status, schema] of Object.entries(operation.success)) {
    const meaning = MEANINGS[Number(status)];
    response[Number(status)] = { ...(schema ?? { type: 'null' }), [DESCRIPTION]: meaning };
  }
  for (const status of errors) response[status] = { ...ErrorBody, [DESCRIPTION]: MEANINGS[status] };
  return {
    operationId: id,
    tags: [tag],
    summary,
    description: [description, scope === null ? undefined : `Needs the scope \`${scope}\`.`].filter(Boolean).join(' '),
    security: scope === null ? [] : [{ key: [] }, { session: [] }],
    ...(params === undefined ? {} : { params }),
    querystring: query ?? NO_QUERY,
    ...(hasBody ? { body } : {}),
    ...(headers === undefined ? {} : { headers }),
    response,
    'x-required-scopes': scope === null ? [] : [scope],
  } as FastifySchema;
}
