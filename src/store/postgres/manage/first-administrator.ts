import type { FirstAdministratorStore } from '../../ports/first-administrator.js';
import type { Pool } from '../pool.js';
import { asActor } from './as-actor.js';
import { insertKey } from './key-writer.js';

const SYSTEM = { kind: 'system', id: 'scopegate', name: 'First start' } as const;

const claimText = `
  INSERT INTO scopegate.first_administrator (credential) VALUES ($1::text) ON CONFLICT DO NOTHING RETURNING 1 AS made`;

export function makeFirstAdministratorStore(pool: Pool): FirstAdministratorStore {
  return {
    async isMade() {
      const rows = await pool.query('SELECT 1 AS made FROM scopegate.first_administrator');
      return rows.length > 0;
    },
    async makeOnce(key) {
      const { value } = await asActor(pool, SYSTEM, async (query) => {
        const claimed = await query(claimText, [key.publicId]);
        if (claimed.length === 0) return false;
        await insertKey(query, key);
        return true;
      });
      return value;
    },
  };
}
