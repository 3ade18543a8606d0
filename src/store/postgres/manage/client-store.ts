import { ScopegateError } from '../../../base/errors.js';
import type { ClientCreation, ClientEdit, ClientStore, ManagedClient, NewClient } from '../../ports/managed-clients.js';
import type { Pool, Query } from '../pool.js';
import { applyChange, applyGrants } from './apply-change.js';
import { asActor } from './as-actor.js';
import { lockIssuer, readIssuer } from './issuer-store.js';
import { selectOf, toManagedKey } from './key-rows.js';
import type { KeyColumns } from './key-rows.js';
import { claimOnce } from './idempotency.js';
import { readPage } from './paging.js';

interface ClientColumns extends KeyColumns {
  readonly issuer: string;
  readonly client_id: string | null;
}

const selectClients = `
  SELECT k.*, i.name AS issuer, o.client_id FROM (${selectOf('oauth_token')}) k
  JOIN scopegate.oauth_client o ON o.credential = k.id JOIN scopegate.oauth_issuer i ON i.id = o.issuer`;

const matched = `
  SELECT * FROM (${selectClients}) k
  WHERE ($1::text IS NULL OR position(lower($1::text) IN
      lower(k.name || ' ' || k.public_id || ' ' || coalesce(k.client_id, '') || ' ' || k.account)) > 0)
    AND ($2::text IS NULL OR k.issuer = $2::text)`;

const insertText = `
  WITH made AS (
    INSERT INTO scopegate.credential (public_id, kind, account, name, allowed_addresses)
    VALUES ($1::text, 'oauth_token', scopegate.define_account($2::text), $3::text, $4::text[])
    RETURNING id
  ), client AS (
    INSERT INTO scopegate.oauth_client (credential, issuer, client_id)
    SELECT m.id, scopegate.issuer_id($5::text), $6::text FROM made m
  )
  SELECT m.id::float8 AS id FROM made m`;

export function makeClientStore(pool: Pool): ClientStore {
  return {
    async listClients(listing) {
      const page = await readPage<ClientColumns>(pool.query, {
        matched,
        values: [listing.q, listing.issuer],
        sorting: { by: 'm.name COLLATE "C"', type: 'text', order: 'asc' },
        page: listing,
      });
      return { ...page, items: page.items.map(toClient) };
    },
    findClient: (publicId) => readClient(pool.query, publicId),
    async createClient(creation) {
      const { revision, value } = await asActor(pool, creation.actor, (query) => create(query, creation));
      return { revision, value: value.client, replayed: value.replayed };
    },
    changeClient: (publicId, actor, edit) => asActor(pool, actor, (query) => change(query, publicId, edit)),
    removeClient: (publicId, actor, judge) =>
      asActor(pool, actor, async (query) => {
        const before = await lockClient(query, publicId);
        judge(before, await readIssuer(query, before.issuer), await readOthers(query, before));
        await query('DELETE FROM scopegate.credential c WHERE c.id = $1::bigint', [before.id]);
        return null;
      }),
  };
}

async function create(query: Query, { client, once, judge }: ClientCreation) {
  const earlier = once === null ? null : await claimOnce(query, once, client.publicId);
  if (earlier !== null) return { client: await readClient(query, earlier.made), replayed: true };
  // Also so that nobody changes meanwhile what its tokens carry.
  const issuer = await lockIssuer(query, client.issuer);
  await insert(query, client);
  const made = await readClient(query, client.publicId);
  judge(made, issuer, await readOthers(query, made));
  return { client: made, replayed: false };
}

async function insert(query: Query, client: NewClient): Promise<void> {
  const { publicId, account, name, allowedAddresses, issuer, clientId } = client;
  const [made] = await query<{ id: number }>(insertText, [publicId, account, name, allowedAddresses, issuer, clientId]);
  await applyGrants(query, made?.id ?? 0, client);
}

async function change(query: Query, publicId: string, { plan, judge }: ClientEdit): Promise<ManagedClient> {
  const before = await lockClient(query, publicId);
  await applyChange(query, before, plan(before));
  const after = await readClient(query, publicId);
  judge(before, after, await readIssuer(query, before.issuer));
  return after;
}

/** Rejects with `not_found`. */
async function readClient(query: Query, publicId: string): Promise<ManagedClient> {
  const [row] = await query<ClientColumns>(`SELECT * FROM (${selectClients}) k WHERE k.public_id = $1::text`, [
    publicId,
  ]);
  if (row === undefined) throw new ScopegateError('not_found', `no OAuth client "${publicId}"`);
  return toClient(row);
}

/** The row of all other clients of the issuer; null for none, or where it is this one. */
async function readOthers(query: Query, { issuer, clientId }: ManagedClient): Promise<ManagedClient | null> {
  if (clientId === null) return null;
  const [row] = await query<ClientColumns>(
    `SELECT * FROM (${selectClients}) k WHERE k.issuer = $1::text AND k.client_id IS NULL`,
    [issuer],
  );
  return row === undefined ? null : toClient(row);
}

async function lockClient(query: Query, publicId: string): Promise<ManagedClient> {
  const { issuer } = await readClient(query, publicId);
  await lockIssuer(query, issuer);
  await query(
    `SELECT FROM scopegate.credential c WHERE c.kind = 'oauth_token' AND c.public_id = $1::text FOR NO KEY UPDATE`,
    [publicId],
  );
  return readClient(query, publicId);
}

function toClient(row: ClientColumns): ManagedClient {
  return { ...toManagedKey(row), issuer: row.issuer, clientId: row.client_id };
}
