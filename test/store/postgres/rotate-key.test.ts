import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makePepper } from '../../../src/service/identity/pepper.js';
import { makeApiKeyReader } from '../../../src/store/postgres/api-key-reader.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import { makeManagedKeyReader } from '../../../src/store/postgres/manage/key-reader.js';
import { administrate } from '../../support/administrate.js';
import type { WantedKey } from '../../support/administrate.js';
import { PEPPER } from '../../support/replica.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';

const pepper = makePepper(PEPPER);
const HOUR_MS = 3_600_000;
const MAX_OVERLAP_MS = 24 * HOUR_MS;

forEachPostgres('rotation of keys', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['a', 'b', 'c']) name;
       SELECT scopegate.define_role('reader', 'Reads', 'c')`,
    );
    pool = makePool(database.url, { log: silentLog });
  });
  after(async () => {
    await pool.close();
    await database.drop();
  });

  async function make(changes: WantedKey = {}) {
    const request = { name: 'Shop', scopes: ['a', 'b'], allowedAddresses: ['192.0.2.0/24'] };
    const { key, secret } = await administrate(pool).key({ ...request, ...changes });
    return { row: key, secret };
  }

  const find = (publicId: string) => makeManagedKeyReader(pool).findKey(publicId);
  const rotate = async (publicId: string, overlapMs: number) => {
    const { keys, actor } = administrate(pool);
    const { value, secret } = await keys.rotate(actor, { publicId, overlapMs, ifMatch: null });
    return { value: { row: value.key, key: secret ?? '', oldExpiresAtMs: value.replaced.expiresAtMs } };
  };

  it('carries over everything that limits and opens the key', async () => {
    const notBeforeMs = Date.now() - HOUR_MS;
    const expiresAtMs = Date.now() + 48 * HOUR_MS;
    const old = await make({ notBeforeMs, expiresAtMs });
    await query(database.url, `SELECT scopegate.grant_role('${old.row.publicId}', 'reader')`);
    const { value } = await rotate(old.row.publicId, HOUR_MS);
    expect(value.row).to.deep.include({
      ...{ name: 'Shop', account: 'acme', heldScopes: ['a', 'b', 'c'], allowedAddresses: ['192.0.2.0/24'] },
      ...{ notBeforeMs, expiresAtMs, enabled: true },
    });
    const roles = await query(
      database.url,
      `SELECT role FROM scopegate.credential_role WHERE credential = ${value.row.id}`,
    );
    expect(roles).to.deep.equal([{ role: 'reader' }]);
    expect(value.row.publicId).not.to.equal(old.row.publicId);
    const { keys } = await makeApiKeyReader(pool).findApiKeys([value.row.publicId]);
    expect(keys[0]?.digest.equals(pepper.digest(value.key))).to.equal(true);
  });

  it('lets the old key end after the overlap', async () => {
    const { row } = await make();
    const before = Date.now();
    const { value } = await rotate(row.publicId, HOUR_MS);
    const { expiresAtMs } = await find(row.publicId);
    expect(expiresAtMs).to.equal(value.oldExpiresAtMs);
    expect(expiresAtMs).to.be.within(before + HOUR_MS - 1, Date.now() + HOUR_MS);
    expect(value.row.expiresAtMs).to.equal(null);
  });

  it('never lets it end later than it would have', async () => {
    const expiresAtMs = Date.now() + HOUR_MS;
    const { row } = await make({ expiresAtMs });
    const { value } = await rotate(row.publicId, 2 * HOUR_MS);
    expect([value.oldExpiresAtMs, (await find(row.publicId)).expiresAtMs]).to.deep.equal([expiresAtMs, expiresAtMs]);
    expect(value.row.expiresAtMs).to.equal(expiresAtMs);
  });

  it('lets it end now without an overlap, and then cannot rotate it again', async () => {
    const { row } = await make({ notBeforeMs: Date.now() });
    await rotate(row.publicId, 0);
    expect((await find(row.publicId)).expiresAtMs).to.be.at.most(Date.now() + 2);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await rejection(rotate(row.publicId, HOUR_MS))).to.have.property('code', 'conflict');
  });

  it('does not open a window again that an earlier rotation has set', async () => {
    const { row } = await make();
    const { value } = await rotate(row.publicId, HOUR_MS);
    const again = await rotate(row.publicId, 10 * HOUR_MS);
    expect(again.value.oldExpiresAtMs).to.equal(value.oldExpiresAtMs);
    expect(again.value.row.expiresAtMs).to.equal(value.oldExpiresAtMs);
  });

  const later: [title: string, expiry: string][] = [
    ['later', `'2099-01-01'`],
    ['never', 'NULL'],
    ['a moment later', `expires_at + interval '1 ms'`],
  ];
  for (const [title, expiry] of later) {
    it(`does not let anybody make the old key end ${title}`, async () => {
      const { row } = await make();
      const { value } = await rotate(row.publicId, HOUR_MS);
      const change = `UPDATE scopegate.credential SET expires_at = ${expiry} WHERE public_id = '${row.publicId}'`;
      expect(String(await rejection(query(database.url, change)))).to.include('was rotated');
      expect((await find(row.publicId)).expiresAtMs).to.equal(value.oldExpiresAtMs);
      // The new one is free, and the old one may end earlier.
      await query(database.url, change.replace(row.publicId, value.row.publicId));
      await query(database.url, change.replace(expiry, `now() + interval '1 min'`));
    });
  }

  it('does not let the end of a rotated key be moved or taken away', async () => {
    const { row } = await make();
    await rotate(row.publicId, HOUR_MS);
    for (const end of ['NULL', `ends_by + interval '1 s'`]) {
      const change = `UPDATE scopegate.api_key SET ends_by = ${end}
        WHERE credential = (SELECT id FROM scopegate.credential WHERE public_id = '${row.publicId}')`;
      expect(String(await rejection(query(database.url, change)))).to.include('only become earlier');
    }
  });

  const refused: [title: string, changes: WantedKey, statement: string][] = [
    ['disabled', {}, 'UPDATE scopegate.credential SET enabled = false'],
    ['revoked', {}, 'UPDATE scopegate.credential SET enabled = false, revoked_at = now()'],
    ['expired', { expiresAtMs: Date.now() - 1 }, ''],
    ['not valid yet', { notBeforeMs: Date.now() + HOUR_MS }, ''],
  ];
  for (const [title, changes, statement] of refused) {
    it(`refuses a key that is ${title}, and makes none`, async () => {
      const { row } = await make(changes);
      if (statement !== '') await query(database.url, `${statement} WHERE public_id = '${row.publicId}'`);
      const [before] = await query(database.url, 'SELECT count(*) FROM scopegate.api_key');
      expect(await rejection(rotate(row.publicId, HOUR_MS))).to.have.property('code', 'conflict');
      expect(await query(database.url, 'SELECT count(*) FROM scopegate.api_key')).to.deep.equal([before]);
    });
  }

  it('refuses an unknown key, and an overlap out of bounds', async () => {
    const { row } = await make();
    expect(await rejection(rotate('nobody', HOUR_MS))).to.have.property('code', 'not_found');
    for (const overlapMs of [-1, MAX_OVERLAP_MS + 1, Number.NaN, Infinity]) {
      expect(await rejection(rotate(row.publicId, overlapMs)), String(overlapMs)).to.have.property(
        'code',
        'invalid_argument',
      );
    }
  });

  it('sees what was taken away at the same time', async () => {
    const { row } = await make();
    const [{ value }] = await Promise.all([
      rotate(row.publicId, HOUR_MS),
      administrate(pool).change(row.publicId, { take: { scopes: ['b'], roles: [] } }),
    ]);
    const [old, fresh] = [await find(row.publicId), await find(value.row.publicId)];
    expect(old.scopes).to.deep.equal(['a']);
    // Before or after, never half: what the new key has is what the old one had at one moment.
    expect([['a'], ['a', 'b']]).to.deep.include(fresh.scopes);
  });
});
