import { z } from 'zod';
import { ScopegateError } from '../../../base/errors.js';
import { toIsoTime } from '../../../base/instant.js';
import { RECORD_VERSION } from '../../recording/decision-log/record.js';

const KINDS = ['api_key', 'user', 'session', 'oauth_token'] as const;

/** What replaying needs of a record; other fields are left alone. */
const recordSchema = z.object({
  v: z.literal(RECORD_VERSION),
  at: z.iso.datetime({ offset: true }),
  decision: z.enum(['allow', 'deny', 'no_answer']),
  reason: z.string(),
  detail: z.string().default(''),
  host: z.string(),
  method: z.string(),
  path: z.string().nullable(),
  path_exact: z.boolean(),
  endpoint: z.string().nullable(),
  principal: z
    .object({
      id: z.string(),
      kind: z.enum(KINDS),
      expires_at: z.iso.datetime({ offset: true }).nullish(),
      held_scopes: z.array(z.string()).optional(),
    })
    .nullable(),
  presented: z.object({ id: z.string().nullable() }).nullable(),
  source_ip: z.string(),
  revision: z.number().int().nonnegative().nullable(),
  sample_rate: z.number().positive().max(1).default(1),
});

/** A logged decision, as far as it can be made again. */
export type LoggedRequest = z.output<typeof recordSchema>;

/** Null for what is no record of a version that is known. */
export function parseLoggedRequest(value: unknown): LoggedRequest | null {
  const parsed = recordSchema.safeParse(value);
  return parsed.success ? parsed.data : null;
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
