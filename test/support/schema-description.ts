import { query } from './query.js';

const OF_SCHEMA = "'scopegate'::regnamespace";

/**
 * Each answers with one line per object. Left out: the order of columns, because a migration can only add them at the end;
 * brackets of constraints, because a backup restores nested ANDs as a flat one; functions that PostgreSQL makes with a
 * type, whose comments no backup holds; and what remembers the migrations of an operator.
 */
const CATALOGUE: readonly string[] = [
  `SELECT format('%s %s of %s, kept %s, %s, rights %s: %s', c.relkind, c.relname, c.relnamespace::regnamespace, c.relpersistence,
     c.reloptions, c.relacl, obj_description(c.oid, 'pg_class'))
   FROM pg_class c WHERE c.relnamespace = ${OF_SCHEMA}`,
  `SELECT format('column %s.%s %s, not null %s, default %s, generated %s, identity %s, rights %s: %s', c.relname, a.attname,
     format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attgenerated, a.attidentity,
     a.attacl, col_description(c.oid, a.attnum))
   FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
   LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
   WHERE c.relnamespace = ${OF_SCHEMA} AND c.relkind IN ('r', 'v')`,
  `SELECT format('constraint %s of %s: %s, deferrable %s %s, valid %s', o.conname, o.conrelid::regclass,
     translate(pg_get_constraintdef(o.oid), '()', ''), o.condeferrable, o.condeferred, o.convalidated)
   FROM pg_constraint o WHERE o.connamespace = ${OF_SCHEMA}`,
  `SELECT i.indexdef FROM pg_indexes i WHERE i.schemaname = 'scopegate'`,
  `SELECT format('%s, enabled %s', pg_get_triggerdef(t.oid), t.tgenabled) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
   WHERE c.relnamespace = ${OF_SCHEMA} AND NOT t.tgisinternal`,
  `SELECT format('%s, rights %s: %s', pg_get_functiondef(p.oid), p.proacl, obj_description(p.oid, 'pg_proc'))
   FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang WHERE p.pronamespace = ${OF_SCHEMA} AND l.lanname <> 'internal'`,
  `SELECT format('view %s: %s', v.viewname, v.definition) FROM pg_views v WHERE v.schemaname = 'scopegate'`,
  `SELECT format('type %s %s: %s', t.typname, t.typtype, obj_description(t.oid, 'pg_type'))
   FROM pg_type t WHERE t.typnamespace = ${OF_SCHEMA}`,
];

/** Everything in the schema but its rows, as sorted lines. */
export async function describeSchema(url: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const sql of CATALOGUE) {
    const rows = await query(url, sql);
    lines.push(...rows.flatMap((row) => Object.values(row).map(String)));
  }
  return lines.filter((line) => !/\b_?policy_migration/.test(line)).sort();
}

/** Every row of every table of the schema, as JSON with the name of its table. */
export async function readAllRows(url: string): Promise<readonly TableRow[]> {
  const tables = await query(
    url,
    `SELECT c.relname::text AS name FROM pg_class c WHERE c.relnamespace = ${OF_SCHEMA} AND c.relkind = 'r' ORDER BY 1`,
  );
  const all: TableRow[] = [];
  for (const { name } of tables) {
    const table = String(name);
    const rows = await query(url, `SELECT to_jsonb(r) AS row FROM scopegate."${table}" r`);
    all.push(...rows.map(({ row }) => ({ table, row: row as Record<string, unknown> })));
  }
  return all;
}

interface TableRow {
  readonly table: string;
  readonly row: Record<string, unknown>;
}
