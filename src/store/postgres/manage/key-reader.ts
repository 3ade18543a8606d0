import type { KeySort, ManagedKeyReader } from '../../ports/managed-keys.js';
import type { Pool } from '../pool.js';
import { readKey, selectKeys, toManagedKey } from './key-rows.js';
import type { KeyColumns } from './key-rows.js';
import { readPage } from './paging.js';
import type { Sorting } from './paging.js';

/** Beyond every time: keys without one come after all others. */
const NEVER_MS = '1e18';

const SORTS: Readonly<Record<KeySort, Omit<Sorting, 'order'>>> = {
  name: { by: 'lower(m.name) COLLATE "C"', type: 'text' },
  createdAt: { by: 'm.created_at_ms', type: 'float8' },
  expiresAt: { by: `coalesce(m.expires_at_ms, ${NEVER_MS})`, type: 'float8' },
  lastUsedAt: { by: 'coalesce(m.last_used_at_ms, 0)', type: 'float8' },
};

const matched = `
  SELECT * FROM (${selectKeys}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN lower(k.name || ' ' || k.public_id || ' ' || k.account)) > 0)
    AND ($2::text IS NULL OR k.account = $2::text)
    AND ($3::text IS NULL OR $3::text = ANY (k.held_scopes))
    AND ($4::text IS NULL OR k.state = $4::text)`;

export function makeManagedKeyReader(pool: Pool): ManagedKeyReader {
  return {
    findKey: (publicId) => readKey(pool.query, publicId),
    async listKeys(listing) {
      const page = await readPage<KeyColumns>(pool.query, {
        matched,
        values: [listing.q, listing.account, listing.scope, listing.state],
        sorting: { ...SORTS[listing.sort], order: listing.order },
        page: listing,
      });
      return { ...page, items: page.items.map(toManagedKey) };
    },
  };
}
