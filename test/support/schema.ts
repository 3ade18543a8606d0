import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { query } from './query.js';
import { root } from './root.js';

/** Gives an empty database the whole schema. */
export async function migrateAll(url: string): Promise<void> {
  const folder = join(root, 'migrations');
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).sort()) {
    if (name.endsWith('.sql')) await query(url, readFileSync(join(folder, name), 'utf8'));
  }
}
