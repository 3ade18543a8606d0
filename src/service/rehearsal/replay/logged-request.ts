import { Type } from 'typebox';
import type { Static } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { makeShape, nullable } from '../../../base/shape.js';
import { toIsoTime } from '../../../base/instant.js';
import { RECORD_VERSION } from '../../recording/decision-log/record.js';

const KINDS = ['api_key', 'user', 'session', 'oauth_token'] as const;

/** RFC 3339, and a time that there is: not 23:59:60. */
const Instant = Type.Refine(
  Type.String({ format: 'date-time' }),
  (text) => !Number.isNaN(Date.parse(text)),
  () => 'must be a time',
);

/** What replaying needs of a record; other fields are left alone. */
const Record = Type.Object({
  v: Type.Literal(RECORD_VERSION),
  at: Instant,
  decision: Type.Enum(['allow', 'deny', 'no_answer']),
  reason: Type.String(),
  detail: Type.String({ default: '' }),
  host: Type.String(),
  method: Type.String(),
  path: nullable(Type.String()),
  path_exact: Type.Boolean(),
  endpoint: nullable(Type.String()),
  principal: nullable(
    Type.Object({
      id: Type.String(),
      kind: Type.Enum(KINDS),
      expires_at: Type.Optional(nullable(Instant)),
      held_scopes: Type.Optional(Type.Array(Type.String())),
    }),
  ),
  presented: nullable(Type.Object({ id: nullable(Type.String()) })),
  source_ip: Type.String(),
  revision: nullable(Type.Integer({ minimum: 0 })),
  sample_rate: Type.Number({ exclusiveMinimum: 0, maximum: 1, default: 1 }),
});

/** A logged decision, as far as it can be made again. */
export type LoggedRequest = Readonly<Static<typeof Record>>;

const readRecord = makeShape(Record);

/** Null for what is no record of a version that is known. */
export function parseLoggedRequest(value: unknown): LoggedRequest | null {
  return readRecord(value).value;
}

/** A record that somebody wrote by hand: one request of a credential that is named by its public id. */
export interface RequestByHand {
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly sourceIp: string;
  /** Null: none is sent. */
  readonly credential: string | null;
  readonly atMs: number;
}

/** @throws ScopegateError `invalid_argument` for a path that no decision log would have */
export function requestByHand(request: RequestByHand): LoggedRequest {
  if (request.path.includes('?')) {
    throw new ScopegateError('invalid_argument', 'a path to replay has no query: no decision looks at it');
  }
  const { credential } = request;
  return {
    v: RECORD_VERSION,
    at: toIsoTime(request.atMs),
    decision: 'no_answer',
    reason: '',
    detail: '',
    host: request.host,
    method: request.method,
    path: request.path,
    path_exact: true,
    endpoint: null,
    principal: null,
    presented: credential === null ? null : { id: credential },
    source_ip: request.sourceIp,
    revision: null,
    sample_rate: 1,
  };
}
