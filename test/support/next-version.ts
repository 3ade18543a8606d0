import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT, buildProject } from './built-project.js';
import type { BuiltVersion } from './previous-version.js';
import { makeTemporaryFolder } from './temporary.js';

/** What later migrations do to the tables that every Check depends on: each kind of change that may run while serving. */
const CHANGES = `-- Why: stands for the migrations of a version after this one.
-- Locks: ACCESS EXCLUSIVE on scopegate.credential, scopegate.endpoint and scopegate.api, briefly. Safe while serving: yes.

ALTER TABLE scopegate.credential ADD COLUMN note text NOT NULL DEFAULT '' CHECK (length(note) < 100);
ALTER TABLE scopegate.endpoint ADD COLUMN deprecated_at timestamptz;
ALTER TABLE scopegate.api ADD COLUMN position int NOT NULL DEFAULT 0;
CREATE INDEX credential_note ON scopegate.credential (note) WHERE note <> '';

CREATE TABLE scopegate.endpoint_owner (
  endpoint bigint PRIMARY KEY REFERENCES scopegate.endpoint (id) ON DELETE CASCADE,
  owner text NOT NULL CHECK (scopegate.check_name('owner', owner))
);
COMMENT ON TABLE scopegate.endpoint_owner IS 'The team that answers for an endpoint.';
CALL scopegate.watch_table('scopegate.endpoint_owner',
  'api', '(SELECT e.api FROM scopegate.endpoint e WHERE e.id = r.endpoint)');
CALL scopegate.audit_table('scopegate.endpoint_owner', 'r.endpoint', 'r.owner');
INSERT INTO scopegate.endpoint_owner (endpoint, owner) SELECT e.id, 'first' FROM scopegate.endpoint e;

CREATE OR REPLACE FUNCTION scopegate.change_limit() RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS 'SELECT 900';
SELECT scopegate.define_scope('owners:read', 'Scopegate', 'See who answers for endpoints.');
SELECT scopegate.define_endpoint('scopegate', 'GET', '/v1/owners', '{owners:read}', 'scopegate');
SELECT scopegate.check_now();
`;

const migrations = join(ROOT, 'migrations');

/** Name of the migration that the next version has beyond those of today. */
export function nextMigration(): string {
  const numbers = readdirSync(migrations).map((name) => Number.parseInt(name, 10) || 0);
  return `${String(Math.max(...numbers) + 1).padStart(4, '0')}_owners`;
}

/** The migrations of today and one more, in a folder of their own. */
export function makeNextMigrations(): { path: string; remove(): void } {
  const folder = makeTemporaryFolder();
  addNextMigration(folder.path);
  return folder;
}

function addNextMigration(folder: string): void {
  cpSync(migrations, folder, { recursive: true });
  writeFileSync(join(folder, `${nextMigration()}.sql`), CHANGES);
}

/** This version with one more migration, built and ready to be started. */
export async function buildNextVersion(): Promise<BuiltVersion> {
  await buildProject();
  const folder = mkdtempSync(join(tmpdir(), 'scopegate-next-'));
  for (const path of ['bin', 'dist', 'policies', 'proto', 'package.json']) {
    cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  }
  mkdirSync(join(folder, 'migrations'));
  addNextMigration(join(folder, 'migrations'));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return { command: join(folder, 'bin', 'scopegate'), remove: () => rmSync(folder, { recursive: true, force: true }) };
}
