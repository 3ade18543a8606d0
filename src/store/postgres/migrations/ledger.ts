import pg from 'pg';
import type { AppliedMigration, MigrationSet } from './compare.js';

/** The table that node-pg-migrate keeps for a set. */
export function migrationTable(set: MigrationSet): string {
  return `${set}_migration`;
}

/** What the database remembers of a set; nothing where it has no memory yet. */
export async function readApplied(client: pg.Client, set: MigrationSet): Promise<readonly AppliedMigration[]> {
  try {
    const { rows } = await client.query<{ name: string; applied_order: number | null; sha256: string | null }>(
      `SELECT name, m.id AS applied_order, c.sha256
       FROM scopegate.${migrationTable(set)} m
       FULL JOIN (SELECT o.name, o.sha256 FROM scopegate.migration_checksum o WHERE o.set = $1::text) c USING (name)
       ORDER BY m.id, name COLLATE "C"`,
      [set],
    );
    return rows.map(({ name, applied_order: appliedOrder, sha256 }) => ({ name, appliedOrder, sha256 }));
  } catch (error) {
    // No such schema, no such table.
    if (error instanceof pg.DatabaseError && (error.code === '3F000' || error.code === '42P01')) return [];
    throw error;
  }
}

/** Tables of the schema that no migration of ours has made. */
export async function readStrangeTables(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'scopegate' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
       AND c.relname NOT IN ('schema_migration', 'demo_migration', 'policy_migration', 'migration_checksum')
     ORDER BY c.relname`,
  );
  return rows.map(({ name }) => name);
}

export async function createChecksums(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE SCHEMA IF NOT EXISTS scopegate;
    CREATE TABLE IF NOT EXISTS scopegate.migration_checksum (
      set text NOT NULL,
      name text NOT NULL,
      sha256 text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
        CHECK (applied_at >= '1970-01-01 00:00:00+00' AND applied_at < '9999-12-31 00:00:00+00'),
      PRIMARY KEY (set, name)
    );
    COMMENT ON TABLE scopegate.migration_checksum IS 'SHA-256 of each migration file at the time it was applied.'`);
}
