import { expect } from 'chai';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';

interface TimeColumn {
  readonly table: string;
  readonly column: string;
  /** The expressions of the CHECK constraints that mention the column. */
  readonly checks: readonly string[];
}

const TIME_COLUMNS = `
  SELECT c.relname AS "table", a.attname AS "column",
    ARRAY(SELECT pg_get_expr(k.conbin, k.conrelid) FROM pg_constraint k
      WHERE k.conrelid = c.oid AND k.contype = 'c' AND a.attnum = ANY (k.conkey) ORDER BY k.conname) AS checks
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
  WHERE c.relnamespace = 'scopegate'::regnamespace AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
    AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
  ORDER BY c.relname, a.attname`;

/** node-pg-migrate makes these tables and writes this column; nothing reads it. */
const OF_THE_LIBRARY = /^(schema|policy|demo)_migration\.run_on$/;

const OUTSIDE = ['-infinity', '0044-03-15 BC', '1969-12-30', '10000-01-02', 'infinity'];
const INSIDE = ['1970-01-01 00:00:00+00', '2026-11-28', '9999-12-30'];

forEachPostgres('a time of any table', (server) => {
  let database: TestDatabase;
  let columns: readonly TimeColumn[];
  before(async () => {
    database = await server.createDatabase();
    columns = ((await query(database.url, TIME_COLUMNS)) as unknown as TimeColumn[]).filter(
      ({ table, column }) => !OF_THE_LIBRARY.test(`${table}.${column}`),
    );
  });
  after(() => database.drop());

  /** Whether every check takes a row that has this value in the column. What it does not need is NULL. */
  const accepts = async ({ table, column, checks }: TimeColumn, value: string): Promise<boolean> => {
    const content = JSON.stringify({ enabled: false, day: '2026-01-01', [column]: value });
    const row = `jsonb_populate_record(NULL::scopegate."${table}", '${content}')`;
    const verdicts = checks.map((check) => `coalesce((${check}), true)`).join(' AND ');
    return query(database.url, `SELECT ${verdicts} AS holds FROM (SELECT (${row}).*) r`).then(
      ([answer]) => answer?.['holds'] === true,
      () => false,
    );
  };

  it('is known to the test', () => {
    expect(columns.length).to.be.at.least(25);
    expect(columns.map(({ table }) => table)).to.include.members(['replica', 'decision_log', 'change', 'pulse']);
  });

  it('lies in the years 1970 to 9999', async () => {
    const unbounded: string[] = [];
    for (const column of columns) {
      const name = `${column.table}.${column.column}`;
      if (column.checks.length === 0) unbounded.push(`${name} has no check`);
      else for (const value of OUTSIDE) if (await accepts(column, value)) unbounded.push(`${name} accepts ${value}`);
    }
    expect(unbounded).to.deep.equal([]);
  });

  it('may lie anywhere in these years', async () => {
    const narrow: string[] = [];
    for (const column of columns)
      for (const value of INSIDE)
        if (!(await accepts(column, value))) narrow.push(`${column.table}.${column.column} rejects ${value}`);
    expect(narrow).to.deep.equal([]);
  });
});
