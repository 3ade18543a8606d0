import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { parseStrictJson } from '../../../base/strict-json.js';
import type { ApiSource } from '../../../engine/index.js';
import type { CandidateDocument, CandidateFile, Disagreement, ShadowOutcome, ShadowStore } from '../../ports/shadow.js';
import type { Pool } from '../pool.js';

/** More ways to differ than anybody reads; further ones only count. */
const MAX_DISAGREEMENTS = 20_000;

const startText = `
  INSERT INTO scopegate.shadow_candidate (id, source, files, based_on, document)
  VALUES ($1::uuid, $2::text, $3::jsonb, $4::bigint, $5::bytea)`;

const countsText = `
  INSERT INTO scopegate.shadow_count AS c (candidate, outcome, checks)
  SELECT $1::uuid, n.outcome, n.checks FROM unnest($2::text[], $3::bigint[]) AS n (outcome, checks)
  WHERE EXISTS (SELECT FROM scopegate.shadow_candidate s WHERE s.id = $1::uuid)
  -- In one order, so that two servers that write at once do not wait for each other in a circle.
  ORDER BY n.outcome
  ON CONFLICT (candidate, outcome) DO UPDATE SET checks = c.checks + EXCLUDED.checks`;

/** Known ways to differ are always counted; new ones as long as there is room. */
const disagreementsText = `
  WITH room AS (
    SELECT count(*) < ${String(MAX_DISAGREEMENTS)} AS is_there FROM scopegate.shadow_disagreement d WHERE d.candidate = $1::uuid
  )
  INSERT INTO scopegate.shadow_disagreement AS d
    (candidate, endpoint, credential, live, shadow, checks, first_at, last_at, example)
  SELECT $1::uuid, n.endpoint, n.credential, n.live, n.shadow, n.checks, to_timestamp(n."firstAtMs" / 1000),
    to_timestamp(n."lastAtMs" / 1000), n.example
  FROM jsonb_to_recordset($2::jsonb) AS n (endpoint text, credential text, live text, shadow text, checks bigint,
    "firstAtMs" float8, "lastAtMs" float8, example jsonb), room r
  WHERE EXISTS (SELECT FROM scopegate.shadow_candidate s WHERE s.id = $1::uuid)
    AND (r.is_there OR EXISTS (SELECT FROM scopegate.shadow_disagreement o WHERE o.candidate = $1::uuid
      AND o.endpoint = n.endpoint AND o.credential = n.credential AND o.live = n.live AND o.shadow = n.shadow))
  ORDER BY n.endpoint, n.credential, n.live, n.shadow
  ON CONFLICT (candidate, endpoint, credential, live, shadow) DO UPDATE SET
    checks = d.checks + EXCLUDED.checks, first_at = least(d.first_at, EXCLUDED.first_at),
    last_at = greatest(d.last_at, EXCLUDED.last_at)`;

interface StatusColumns {
  readonly id: string;
  readonly source: string;
  readonly files: readonly CandidateFile[];
  readonly basedOn: number;
  readonly startedAtMs: number;
  readonly isStale: boolean;
  readonly counts: Partial<Record<ShadowOutcome, number>>;
}

const statusText = `
  SELECT s.id, s.source, s.files, s.based_on::float8 AS "basedOn",
    floor(extract(epoch FROM s.started_at) * 1000)::float8 AS "startedAtMs",
    (EXISTS (SELECT FROM scopegate.change c WHERE c.revision > s.based_on AND c.kind <> 'credential')
      OR EXISTS (SELECT FROM scopegate.change_floor f WHERE f.revision > s.based_on)) AS "isStale",
    (SELECT coalesce(jsonb_object_agg(c.outcome, c.checks), '{}') FROM scopegate.shadow_count c WHERE c.candidate = s.id) AS counts
  FROM scopegate.shadow_candidate s`;

const listText = `
  SELECT d.endpoint, d.credential, d.live, d.shadow, d.checks::float8 AS checks,
    floor(extract(epoch FROM d.first_at) * 1000)::float8 AS "firstAtMs",
    floor(extract(epoch FROM d.last_at) * 1000)::float8 AS "lastAtMs", d.example
  FROM scopegate.shadow_disagreement d WHERE d.candidate = $1::uuid
  ORDER BY d.checks DESC, d.endpoint, d.credential, d.live, d.shadow LIMIT $2::int`;

export function makeShadowStore(pool: Pool): ShadowStore {
  return {
    async startCandidate({ id, source, files, basedOn }, document) {
      const bytes = await encode(document);
      await pool.transaction(async (query) => {
        await query('DELETE FROM scopegate.shadow_candidate');
        await query(startText, [id, source, JSON.stringify(files), basedOn, bytes]);
      });
    },
    async dropCandidate() {
      return (await pool.query('DELETE FROM scopegate.shadow_candidate RETURNING id')).length > 0;
    },
    async currentId() {
      const [row] = await pool.query<{ id: string }>('SELECT s.id FROM scopegate.shadow_candidate s');
      return row?.id ?? null;
    },
    async readCandidate(id) {
      const text = `SELECT s.id, s.source, s.files, s.based_on::float8 AS "basedOn", s.document
        FROM scopegate.shadow_candidate s WHERE s.id = $1::uuid`;
      const [row] = await pool.query<StatusColumns & { readonly document: Buffer }>(text, [id]);
      if (row === undefined) return null;
      const { source, files, basedOn } = row;
      return { about: { id, source, files, basedOn }, document: await decode(row.document) };
    },
    async addResults(id, { counts, disagreements }) {
      await pool.transaction(async (query) => {
        await query(countsText, [id, Object.keys(counts), Object.values(counts)]);
        if (disagreements.length > 0) await query(disagreementsText, [id, JSON.stringify(disagreements)]);
      });
    },
    async readStatus(maxDisagreements) {
      const [row] = await pool.query<StatusColumns>(statusText);
      if (row === undefined) return null;
      return { ...row, disagreements: await pool.query<Disagreement>(listText, [row.id, maxDisagreements]) };
    },
  };
}

const BOUNDS = { maxBytes: 512 * 1024 * 1024, maxDepth: 32 };

type PlainSource = Omit<ApiSource, 'manageScopes'> & { manageScopes: readonly (readonly [string, string])[] };
type PlainDocument = Omit<CandidateDocument, 'policy'> & {
  policy: Omit<CandidateDocument['policy'], 'sources'> & { sources: readonly PlainSource[] };
};

function encode(document: CandidateDocument): Promise<Buffer> {
  const sources = document.policy.sources.map((one) => ({ ...one, manageScopes: [...one.manageScopes] }));
  const plain: PlainDocument = { ...document, policy: { ...document.policy, sources } };
  return promisify(gzip)(JSON.stringify(plain));
}

async function decode(bytes: Buffer): Promise<CandidateDocument> {
  const plain = parseStrictJson(await promisify(gunzip)(bytes), BOUNDS) as PlainDocument;
  const sources = plain.policy.sources.map((one) => ({ ...one, manageScopes: new Map(one.manageScopes) }));
  return { ...plain, policy: { ...plain.policy, sources } };
}
