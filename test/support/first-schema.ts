import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { query } from './query.js';
import { root } from './root.js';

/** Where the backup of a database of the first release is; its README.md tells more. */
const FOLDER = join(root, 'test', 'fixtures', 'schema');

interface FirstSecrets {
  /** Base64. */
  readonly pepper: string;
  readonly keys: Readonly<Record<'administrator' | 'live' | 'narrow' | 'revoked' | 'successor', string>>;
  readonly user: { readonly login: string; readonly password: string };
}

export const FIRST = JSON.parse(readFileSync(join(FOLDER, 'first.json'), 'utf8')) as FirstSecrets;

/** Restores the database of the first release into an empty one. */
export async function restoreFirstSchema(url: string): Promise<void> {
  await query(url, readFileSync(join(FOLDER, 'first.sql'), 'utf8'));
}

/** Names of the migrations that made the schema of the first release, in their order. */
export async function firstMigrations(url: string): Promise<readonly string[]> {
  const rows = await query(url, 'SELECT name FROM scopegate.schema_migration ORDER BY id');
  return rows.map(({ name }) => String(name));
}

/** Of the backup, without a database: whether a migration of this name came later. */
export function isLaterMigration(name: string): boolean {
  backup ??= readFileSync(join(FOLDER, 'first.sql'), 'utf8');
  return !backup.includes(`'${name}'`);
}

let backup: string | undefined;
