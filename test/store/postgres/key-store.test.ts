import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { makeApiKeyReader } from '../../../src/store/postgres/api-key-reader.js';
import { makeChangeReader } from '../../../src/store/postgres/change-reader.js';
import { makeKeyStore } from '../../../src/store/postgres/key-store.js';
import { makePool } from '../../../src/store/postgres/pool.js';
import type { Pool } from '../../../src/store/postgres/pool.js';
import type { ApiKeyReader } from '../../../src/store/ports/credentials.js';
import type { KeyStore, NewApiKey } from '../../../src/store/ports/keys.js';
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

forEachPostgres('the key store', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let store: KeyStore;
  let reader: ApiKeyReader;
  before(async () => {
    database = await server.createDatabase();
    await query(
      database.url,
      `SELECT scopegate.define_category('General', 1);
       SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['sms:send', 'Sms:send', 'voice:call']) name`,
    );
    pool = makePool(database.url, { log: silentLog });
    store = makeKeyStore(pool);
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
      kind: 'api_key',
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
    expect(read).to.deep.equal({ revision, keys: [{ ...value, digest: key.digest }] });
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

  it('lists keys in the order of creation, by account, in pages', async () => {
    for (const publicId of ['p1', 'p2', 'p3']) await store.createKey(newKey(publicId, { account: 'paged' }));
    const list = async (filter: object) =>
      (await store.listKeys({ limit: 10, ...filter })).map(({ publicId }) => publicId);
    expect(await list({ account: 'paged' })).to.deep.equal(['p1', 'p2', 'p3']);
    expect(await list({ account: 'paged', limit: 2 })).to.deep.equal(['p1', 'p2']);
    expect(await list({ account: 'paged', after: 'p2' })).to.deep.equal(['p3']);
    expect(await list({ account: 'unknown' })).to.deep.equal([]);
    expect(await list({ after: 'p1' }))
      .to.include.members(['p2', 'p3'])
      .and.not.include('whole');
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
    ['to page after an unknown key', 'not_found', /"nobody"/, () => store.listKeys({ after: 'nobody', limit: 1 })],
    ['a limit of none', 'invalid_argument', /limit 0/, () => store.listKeys({ limit: 0 })],
    ['a limit of too many', 'invalid_argument', /limit 1001/, () => store.listKeys({ limit: 1001 })],
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
