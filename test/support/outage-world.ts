import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { silentLog } from '../../src/base/log.js';
import { query } from './query.js';
import { PEPPER } from './replica.js';
import { migrateAll } from './schema.js';
import { administrate } from './administrate.js';

const POLICY = `
  SELECT scopegate.define_category('General', 1);
  SELECT scopegate.define_scope('sms:send', 'General', 'Send SMS.');
  SELECT scopegate.define_api('platform', '{api.example.com}');
  SELECT scopegate.define_endpoint('platform', 'POST', '/sms', '{sms:send}');
  SELECT scopegate.define_endpoint('platform', 'GET', '/status', access => 'public');`;

/** A request that needs the scope `sms:send`, and one that needs nothing. */
export const SEND = { method: 'POST', path: '/sms' };
export const STATUS = { method: 'GET', path: '/status' };

/** Writes to one database, as an operator does. */
export interface Operator {
  readonly pool: Pool;
  /** A new key with the scope `sms:send`. */
  createKey(): Promise<{ id: string; authorization: string; revision: number }>;
  /** Resolves with the revision from which on the key is revoked. */
  revokeKey(id: string): Promise<number>;
  close(): Promise<void>;
}

/** Gives an empty database the schema and a small policy. */
export async function fillDatabase(url: string): Promise<void> {
  await migrateAll(url);
  await query(url, POLICY);
}

export function makeOperator(url: string, pepperKey: Buffer = PEPPER): Operator {
  const pool = makePool(url, { log: silentLog, maxConnections: 2, statementTimeoutMs: 2000, connectTimeoutMs: 1000 });
  const administration = administrate(pool, pepperKey);
  return {
    pool,
    async createKey() {
      const { publicId, secret, revision } = await administration.key({ scopes: ['sms:send'] });
      return { id: publicId, authorization: `App ${secret}`, revision };
    },
    revokeKey: async (id) => (await administration.change(id, { revoke: true })).revision,
    close: () => pool.close(),
  };
}
