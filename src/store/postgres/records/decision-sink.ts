import { ScopegateError, isScopegateError } from '../../../base/errors.js';
import type { DecisionSink } from '../../ports/decision-sink.js';
import type { Pool } from '../pool.js';

/** Both are bounds: what exceeds either goes, oldest first. */
export interface Retention {
  readonly maxAgeMs: number;
  readonly maxRows: number;
}

/** The order of the array is kept: ids grow with it. */
const insertText = `
  INSERT INTO scopegate.decision_log (at, decision, reason, api, endpoint, credential, record)
  SELECT (r ->> 'at')::timestamptz, r ->> 'decision', r ->> 'reason', r ->> 'api', r ->> 'endpoint',
    r #>> '{principal,id}', r
  FROM jsonb_array_elements($1::jsonb) WITH ORDINALITY AS e (r, n) ORDER BY e.n`;

const REMOVED_AT_ONCE = 5_000;

/** Ids have gaps, so a few rows less than allowed may be kept, never more. One server at a time; the others go on. */
const removeText = `
  WITH newest AS (SELECT max(l.id) AS id FROM scopegate.decision_log l),
  old AS (
    (SELECT l.id FROM scopegate.decision_log l
      WHERE l.at < clock_timestamp() - $1::float8 * interval '1 millisecond' ORDER BY l.at, l.id LIMIT ${String(REMOVED_AT_ONCE)})
    UNION
    (SELECT l.id FROM scopegate.decision_log l, newest n WHERE l.id <= n.id - $2::bigint ORDER BY l.id LIMIT ${String(REMOVED_AT_ONCE)})
  ), locked AS (
    SELECT l.id FROM scopegate.decision_log l JOIN old o ON o.id = l.id FOR UPDATE OF l SKIP LOCKED
  ), gone AS (
    DELETE FROM scopegate.decision_log l USING locked o WHERE l.id = o.id RETURNING 1
  )
  SELECT count(*)::int AS removed FROM gone`;

/** Batches between two looks at what is too old. */
const LOOK_EVERY = 20;

/** The table scopegate.decision_log: one statement a batch. */
export function makeDatabaseSink(pool: Pick<Pool, 'query'>, retention: Retention): DecisionSink {
  let batches = 0;
  async function removeOld(): Promise<void> {
    // Twice what may have come meanwhile, at least, so that it never falls behind.
    for (let round = 0; round < 4; round++) {
      const [row] = await pool.query<{ removed: number }>(removeText, [retention.maxAgeMs, retention.maxRows]);
      if ((row?.removed ?? 0) === 0) return;
    }
  }
  return {
    name: 'database',
    async write(lines) {
      await insert(pool, lines);
      // What is written is written: what cannot be removed now is removed later.
      if (batches++ % LOOK_EVERY === 0) await removeOld().catch(() => undefined);
    },
    close: () => Promise.resolve(),
  };
}

async function insert(pool: Pick<Pool, 'query'>, lines: readonly string[]): Promise<void> {
  try {
    await pool.query(insertText, [`[${lines.join(',')}]`]);
  } catch (error) {
    // What a row is refused for is refused for ever.
    if (isScopegateError(error) && error.code === 'conflict') {
      throw new ScopegateError('invalid_argument', error.message, { cause: error });
    }
    throw error;
  }
}
