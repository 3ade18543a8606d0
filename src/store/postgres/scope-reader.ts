import type { ScopeReader } from '../ports/scopes.js';
import type { Pool } from './pool.js';

export function makeScopeReader(pool: Pool): ScopeReader {
  return {
    async readScopeNames() {
      const rows = await pool.query<{ name: string }>(
        'SELECT s.name FROM scopegate.scope s ORDER BY s.name COLLATE "C"',
      );
      return rows.map(({ name }) => name);
    },
  };
}
