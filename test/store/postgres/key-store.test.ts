import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makeApiKeyReader } from '../../../src/store/postgres/api-key-reader.js';
import { makeChangeReader } from '../../../src/store/postgres/change-reader.js';
import { makeManagedKeyReader } from '../../../src/store/postgres/manage/key-reader.js';
import { makeManagedKeyWriter } from '../../../src/store/postgres/manage/key-writer.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import type { ApiKeyReader } from '../../../src/store/ports/credentials.js';
import type { NewApiKey } from '../../../src/store/ports/managed-keys.js';
import { administrate } from '../../support/administrate.js';
import type { TestDatabase } from '../../support/postgres.js';
import { forEachPostgres } from '../../support/postgres.js';
import { query } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';

function newKey(publicId: string, differences: Partial<NewApiKey> = {}): NewApiKey {
  return {
    publicId,
    digest: randomBytes(32),
    name: `Key ${publicId}`,
    account: 'acme',
    scopes: [],
    allowedAddresses: [],
    notBeforeMs: null,
    expiresAtMs: null,
    enabled: true,
    ...differences,
  };
}

/** Writes as the use cases do, one change a call. */
function makeStore(pool: Pool) {
  const writer = makeManagedKeyWriter(pool);
  const { actor, change } = administrate(pool);
  const judge = (): void => undefined;
  return {
    findKey: (publicId: string) => makeManagedKeyReader(pool).findKey(publicId),
    createKey: (key: NewApiKey) => writer.createKey({ key, roles: [], actor: actor.record, once: null, judge }),
    grantScopes: (publicId: string, scopes: string[]) => change(publicId, { grant: { scopes, roles: [] } }),
    revokeScopes: (publicId: string, scopes: string[]) => change(publicId, { take: { scopes, roles: [] } }),
    setEnabled: (publicId: string, enabled: boolean) => change(publicId, { enabled }),
    revokeKey: (publicId: string) => change(publicId, { revoke: true }),
  };
}

forEachPostgres('the store of keys', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let store: ReturnType<typeof makeStore>;
  let reader: ApiKeyReader;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['sms:send', 'Sms:send', 'voice:call']) name`,
    );
    pool = makePool(database.url, { log: silentLog });
    store = makeStore(pool);
    reader = makeApiKeyReader(pool);
  });
  after(async () => {
    await pool.close();
    await database.drop();
  });

  it('keeps everything about a new key and its digest', async () => {
    const key = newKey('whole', {
      scopes: ['voice:call', 'sms:send', 'Sms:send', 'sms:send'],
      allowedAddresses: ['10.0.0.0/8', '2001:db8::1'],
      notBeforeMs: 1_700_000_000_123,
      expiresAtMs: 1_900_000_000_456,
      enabled: false,
    });
    const { value, revision } = await store.createKey(key);
    expect(value).to.deep.include({
      publicId: 'whole',
      name: 'Key whole',
      account: 'acme',
      enabled: false,
      revokedAtMs: null,
      notBeforeMs: 1_700_000_000_123,
      expiresAtMs: 1_900_000_000_456,
      allowedAddresses: ['10.0.0.0/8', '2001:db8::1'],
      scopes: ['Sms:send', 'sms:send', 'voice:call'],
    });
    expect(value.createdAtMs).to.be.closeTo(Date.now(), 60_000);
    const read = await reader.findApiKeys(['whole']);
    expect(read.revision).to.equal(revision);
    const { id, createdAtMs, notBeforeMs, expiresAtMs, scopes } = value;
    const same = { id, createdAtMs, notBeforeMs, expiresAtMs, scopes, digest: key.digest, kind: 'api_key' };
    expect(read.keys[0]).to.deep.include(same);
  });

  it('finds several keys in one read, and leaves unknown ones out', async () => {
    const { revision } = await store.createKey(newKey('found'));
    const read = await reader.findApiKeys(['nobody', 'found', 'whole']);
    expect(read.revision).to.equal(revision);
    expect(read.keys.map(({ publicId }) => publicId)).to.have.members(['found', 'whole']);
    expect(await reader.findApiKeys(['nobody'])).to.deep.equal({ revision, keys: [] });
    expect(await reader.findApiKeys([])).to.deep.equal({ revision, keys: [] });
  });

  it('never makes a key valid earlier or longer than its row says', async () => {
    await store.createKey(newKey('precise'));
    await query(
      database.url,
      `UPDATE scopegate.credential SET not_before = '2026-01-01 00:00:00.0001Z', expires_at = '2027-01-01 00:00:00.0009Z'
       WHERE public_id = 'precise'`,
    );
    const { notBeforeMs, expiresAtMs } = await store.findKey('precise');
    expect(notBeforeMs).to.equal(Date.UTC(2026, 0, 1) + 1);
    expect(expiresAtMs).to.equal(Date.UTC(2027, 0, 1));
  });

  it('answers a write with the revision from which it counts', async () => {
    const changes = makeChangeReader(pool);
    const before = (await reader.findApiKeys([])).revision;
    const created = await store.createKey(newKey('counted'));
    const granted = await store.grantScopes('counted', ['sms:send', 'voice:call', 'sms:send']);
    const revoked = await store.revokeScopes('counted', ['voice:call']);
    const disabled = await store.setEnabled('counted', false);
    const enabled = await store.setEnabled('counted', true);
    const ended = await store.revokeKey('counted');
    const writes = [created, granted, revoked, disabled, enabled, ended];
    expect(writes.map(({ value }) => [value.scopes.join(), value.enabled])).to.deep.equal([
      ['', true],
      ['sms:send,voice:call', true],
      ['sms:send', true],
      ['sms:send', false],
      ['sms:send', true],
      ['sms:send', false],
    ]);
    expect(ended.value.revokedAtMs).to.be.closeTo(Date.now(), 60_000);
    for (const [i, { revision, value }] of writes.entries()) {
      const since = writes[i - 1]?.revision ?? before;
      expect(revision).to.be.above(since);
      const { changes: seen } = await changes.readChanges(since);
      expect(seen).to.deep.include({ kind: 'credential', credentialId: value.id });
    }
    expect((await changes.readChanges(before)).revision).to.equal(ended.revision);
  });

  it('answers a write that changed nothing with the current revision', async () => {
    const { revision } = await store.createKey(newKey('same', { scopes: ['sms:send'] }));
    expect((await store.grantScopes('same', ['sms:send'])).revision).to.equal(revision);
    expect((await store.revokeScopes('same', ['voice:call'])).revision).to.equal(revision);
    expect((await store.setEnabled('same', true)).revision).to.equal(revision);
  });

  const refusals: [title: string, code: string, pattern: RegExp, attempt: () => Promise<unknown>][] = [
    ['a key that exists', 'conflict', /whole/, () => store.createKey(newKey('whole'))],
    ['an unknown scope', 'conflict', /"no:such"/, () => store.createKey(newKey('r1', { scopes: ['no:such'] }))],
    [
      'two unknown scopes of a grant',
      'conflict',
      /scopes .*"b:no"/,
      () => store.grantScopes('same', ['a:no', 'b:no', 'sms:send']),
    ],
    ['to revoke a misspelt scope', 'conflict', /"sms:sedn"/, () => store.revokeScopes('same', ['sms:sedn'])],
    [
      'an expiry before the start',
      'conflict',
      /"r2".*expires/,
      () => store.createKey(newKey('r2', { notBeforeMs: 2_000, expiresAtMs: 1_000 })),
    ],
    [
      'a bad address',
      'conflict',
      /"r3".*"010\.1\.2\.3"/,
      () => store.createKey(newKey('r3', { allowedAddresses: ['010.1.2.3'] })),
    ],
    [
      'a digest of another length',
      'conflict',
      /32 bytes/,
      () => store.createKey(newKey('r4', { digest: randomBytes(31) })),
    ],
    ['an account without a name', 'conflict', /account/, () => store.createKey(newKey('r5', { account: '' }))],
    ['a NUL in a name', 'invalid_argument', /0x00/, () => store.createKey(newKey('r6', { name: 'a\0b' }))],
    [
      'a time beyond the calendar',
      'invalid_argument',
      /timestamp/,
      () => store.createKey(newKey('r7', { expiresAtMs: 1e300 })),
    ],
    ['to find an unknown key', 'not_found', /"nobody"/, () => store.findKey('nobody')],
    ['to grant to an unknown key', 'not_found', /"nobody"/, () => store.grantScopes('nobody', ['sms:send'])],
    ['to enable an unknown key', 'not_found', /"nobody"/, () => store.setEnabled('nobody', true)],
    ['to revoke an unknown key', 'not_found', /"nobody"/, () => store.revokeKey('nobody')],
    ['to enable a revoked key', 'conflict', /"counted" is revoked/, () => store.setEnabled('counted', true)],
  ];
  for (const [title, code, pattern, attempt] of refusals) {
    it(`refuses ${title}`, async () => {
      const error = await rejection(attempt());
      expect(error).to.have.property('code', code);
      expect(error).to.have.property('message').that.matches(pattern);
    });
  }

  it('keeps nothing of a refused key', async () => {
    const rows = await query(database.url, `SELECT * FROM scopegate.credential WHERE public_id LIKE 'r_'`);
    expect(rows).to.deep.equal([]);
    expect(await query(database.url, `SELECT * FROM scopegate.account WHERE name = ''`)).to.deep.equal([]);
  });

  it('works on after many refusals, on the same connections', async () => {
    for (let i = 0; i < 30; i += 1) await rejection(store.grantScopes('nobody', ['sms:send']));
    const [row] = await query(
      database.url,
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'scopegate'`,
    );
    expect(row!['n']).to.be.within(1, 2);
  });
});
