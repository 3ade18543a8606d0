import { ScopegateError } from '../../../base/errors.js';
import { SECRET_COLUMNS, SERVER_FUNCTIONS, SERVER_SEQUENCES, SERVER_TABLE_RIGHTS } from './server-rights.js';

/** What a database role is for. */
export type GrantPurpose = 'migrate' | 'serve' | 'read';

export const GRANT_PURPOSES: readonly GrantPurpose[] = ['migrate', 'serve', 'read'];

/**
 * SQL that gives a role what it needs and nothing else, to be reviewed and run with psql. Running it again, as after an
 * upgrade that adds tables, does no harm.
 *
 * @throws ScopegateError `invalid_argument` for a name that PostgreSQL could not hold
 */
export function grantsFor(purpose: GrantPurpose, role: string): string {
  const name = quotedRole(role);
  const lines = { migrate: migrateLines, serve: serveLines, read: readLines }[purpose](name, role);
  return [...lines, ''].join('\n');
}

function migrateLines(name: string): string[] {
  return [
    '-- For the role that owns the schema: `scopegate migrate`, `plan` and `shadow start` connect as it.',
    '-- Run this as the owner of the database, connected to that database. Files of policy are SQL with all rights of this',
    '-- role, so review them as you review code.',
    'DO $$ BEGIN',
    `  EXECUTE format('GRANT CONNECT, CREATE ON DATABASE %I TO %s', current_database(), ${literal(name)});`,
    'END $$;',
  ];
}

function serveLines(name: string, role: string): string[] {
  const tables = Object.entries(SERVER_TABLE_RIGHTS).map(
    ([table, rights]) => `GRANT ${rights} ON scopegate.${table} TO ${name};`,
  );
  return [
    '-- For the role that the server and the commands key, user and session connect as. It cannot change the schema or',
    '-- policy, nor change or remove the audit trail beyond the configured retention.',
    '-- Run this as the owner of the schema, after `scopegate migrate`, and again after each upgrade.',
    'BEGIN;',
    `GRANT USAGE ON SCHEMA scopegate TO ${name};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA scopegate TO ${name};`,
    `GRANT SELECT ON ALL SEQUENCES IN SCHEMA scopegate TO ${name};`,
    ...tables,
    ...SERVER_SEQUENCES.map((sequence) => `GRANT USAGE ON SEQUENCE scopegate.${sequence} TO ${name};`),
    ...SERVER_FUNCTIONS.map((signature) => `GRANT EXECUTE ON FUNCTION scopegate.${signature} TO ${name};`),
    '-- Only these roles may name the actor of a change in the audit trail.',
    `INSERT INTO scopegate.server_role (role) VALUES (${literal(role)}) ON CONFLICT DO NOTHING;`,
    'DELETE FROM scopegate.server_role s',
    "WHERE s.role = (SELECT n.nspowner::regrole::name::text FROM pg_namespace n WHERE n.nspname = 'scopegate')",
    `  AND s.role <> ${literal(role)};`,
    'COMMIT;',
  ];
}

function readLines(name: string): string[] {
  const guarded = Object.keys(SECRET_COLUMNS).map((table) => `scopegate.${table}`);
  return [
    '-- For a role that reads: dashboards, reports, backups of policy. It sees everything but digests and password hashes.',
    '-- Run this as the owner of the schema, and again after each upgrade.',
    'BEGIN;',
    `GRANT USAGE ON SCHEMA scopegate TO ${name};`,
    `GRANT SELECT ON ALL TABLES IN SCHEMA scopegate TO ${name};`,
    `REVOKE SELECT ON ${guarded.join(', ')} FROM ${name};`,
    ...Object.entries(SECRET_COLUMNS).map(([table, secret]) => columnGrants(table, secret, name)),
    'COMMIT;',
  ];
}

/** Every column but the secret ones, as the table has them when the SQL runs. */
function columnGrants(table: string, secret: readonly string[], name: string): string {
  const hidden = secret.map(literal).join(', ');
  return [
    'DO $$ BEGIN',
    `  EXECUTE format('GRANT SELECT (%s) ON scopegate.${table} TO %s', (`,
    "    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) FROM pg_attribute a",
    `    WHERE a.attrelid = 'scopegate.${table}'::regclass AND a.attnum > 0 AND NOT a.attisdropped`,
    `      AND a.attname NOT IN (${hidden})), ${literal(name)});`,
    'END $$;',
  ].join('\n');
}

/** Quoted in any case, so that `Order` and `order` stay two roles and nothing in a name is read as SQL. */
function quotedRole(role: string): string {
  const bytes = Buffer.byteLength(role);
  if (bytes === 0 || bytes > 63 || /[\p{Cc}$]/u.test(role))
    throw new ScopegateError('invalid_argument', `"${role}" cannot be the name of a database role`, {
      hint: 'Give 1 to 63 bytes without control characters and "$".',
    });
  return `"${role.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
