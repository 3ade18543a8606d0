import type { LoggedDecisionReader } from '../../ports/logged-decisions.js';
import type { Pool } from '../pool.js';

const PAGE = 1_000;

const pageText = `
  SELECT l.id::float8 AS id, l.record FROM scopegate.decision_log l
  WHERE l.id > $1::bigint
    AND ($2::float8 IS NULL OR l.at >= to_timestamp($2::float8 / 1000))
    AND ($3::float8 IS NULL OR l.at < to_timestamp($3::float8 / 1000))
    AND ($4::text IS NULL OR l.credential = $4::text)
  ORDER BY l.id LIMIT ${String(PAGE)}`;

export function makeDecisionReader(pool: Pick<Pool, 'query'>): LoggedDecisionReader {
  return {
    async *readDecisions({ sinceMs, untilMs, credential }) {
      let after = 0;
      for (;;) {
        const values = [after, sinceMs, untilMs, credential];
        const rows = await pool.query<{ id: number; record: unknown }>(pageText, values);
        for (const { record } of rows) yield record;
        after = rows.at(-1)?.id ?? after;
        if (rows.length < PAGE) return;
      }
    },
  };
}
