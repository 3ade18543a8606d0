import { expect } from 'chai';
import pg from 'pg';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';

/** `a` holds both scopes itself; nobody else is an administrator. */
const KEYS = `
  INSERT INTO scopegate.credential (public_id, kind, account, name)
    SELECT id, 'api_key', scopegate.define_account('acme'), id FROM unnest('{a,b,c,off}'::text[]) id;
  INSERT INTO scopegate.api_key (credential, digest)
    SELECT scopegate.credential_id(id), sha256(id::bytea) FROM unnest('{a,b,c,off}'::text[]) id;
  SELECT scopegate.grant_scope('a', 'scopegate:manage'), scopegate.grant_scope('a', 'scopes:grant-any');
  SELECT scopegate.grant_scope('off', 'scopegate:manage'), scopegate.grant_scope('off', 'scopes:grant-any');
  SELECT scopegate.disable_credential('off');
  SELECT scopegate.grant_scope('b', 'scopegate:manage');`;

const both = (id: string): string =>
  `SELECT scopegate.grant_scope('${id}', s) FROM unnest('{scopegate:manage,scopes:grant-any}'::text[]) s;`;
const viaRole = `SELECT scopegate.define_role('boss', '', 'scopegate:manage', 'scopes:grant-any');
  SELECT scopegate.grant_role('c', 'boss'); SELECT scopegate.disable_credential('a');`;
const viaImplication = `SELECT scopegate.define_category('X', 1); SELECT scopegate.define_scope('x', 'X', 'X');
  SELECT scopegate.define_implication('x', 'scopegate:manage'), scopegate.define_implication('x', 'scopes:grant-any');
  SELECT scopegate.grant_scope('c', 'x'); SELECT scopegate.disable_credential('a');`;

/** Two that hold both scopes, and that nobody can prove to be. */
const withoutProof = `
  INSERT INTO scopegate.credential (public_id, kind, account, name)
    SELECT id, kind, scopegate.define_account('acme'), id
    FROM (VALUES ('bare', 'api_key'), ('nameless', 'user')) v (id, kind);
  ${both('bare')} ${both('nameless')}`;
const proofOf = (id: string): string =>
  `DELETE FROM scopegate.api_key WHERE credential = scopegate.credential_id('${id}');`;

const LOSSES: readonly [title: string, sql: string][] = [
  ['disabling', `SELECT scopegate.disable_credential('a')`],
  ['revoking', `SELECT scopegate.revoke_credential('a')`],
  [
    'an expiry in the past',
    `UPDATE scopegate.credential SET expires_at = now() - interval '1 s' WHERE public_id = 'a'`,
  ],
  [
    'an expiry in a moment',
    `UPDATE scopegate.credential SET expires_at = now() + interval '1 min' WHERE public_id = 'a'`,
  ],
  [
    'a start in the future',
    `UPDATE scopegate.credential SET not_before = now() + interval '1 h' WHERE public_id = 'a'`,
  ],
  ['taking one of the scopes', `SELECT scopegate.revoke_scope('a', 'scopes:grant-any')`],
  ['taking the other', `SELECT scopegate.revoke_scope('a', 'scopegate:manage')`],
  [
    'a grant that moves elsewhere',
    `UPDATE scopegate.credential_scope SET credential = scopegate.credential_id('off')
    WHERE credential = scopegate.credential_id('a') AND scope = 'scopegate:manage' AND false;
    DELETE FROM scopegate.credential_scope WHERE credential = scopegate.credential_id('a')`,
  ],
  ['deleting the key', `DELETE FROM scopegate.credential WHERE public_id = 'a'`],
  ['deleting what proves the key', `DELETE FROM scopegate.api_key WHERE credential = scopegate.credential_id('a')`],
  ['emptying the grants', `TRUNCATE scopegate.credential_scope`],
  ['emptying the keys', `TRUNCATE scopegate.api_key`],
  ['another name for the scope', `UPDATE scopegate.scope SET name = 'x:manage' WHERE name = 'scopegate:manage'`],
  ['taking a role', `${viaRole} SELECT scopegate.revoke_role('c', 'boss')`],
  ['a scope less in a role', `${viaRole} SELECT scopegate.define_role('boss', '', 'scopegate:manage')`],
  [
    'a role that is deleted',
    `${viaRole} DELETE FROM scopegate.credential_role WHERE role = 'boss'; DELETE FROM scopegate.role WHERE name = 'boss'`,
  ],
  ['an implication less', `${viaImplication} DELETE FROM scopegate.scope_implication WHERE scope = 'x'`],
  ['disabling beside one without a proof', `${withoutProof} SELECT scopegate.disable_credential('a')`],
  ['revoking beside one without a proof', `${withoutProof} SELECT scopegate.revoke_credential('a')`],
  ['deleting beside one without a proof', `${withoutProof} DELETE FROM scopegate.credential WHERE public_id = 'a'`],
  [
    'an expiry beside one without a proof',
    `${withoutProof} UPDATE scopegate.credential SET expires_at = now() + interval '1 min' WHERE public_id = 'a'`,
  ],
  [
    'taking a scope beside one without a proof',
    `${withoutProof} SELECT scopegate.revoke_scope('a', 'scopegate:manage')`,
  ],
  ['emptying the keys beside one without a proof', `${withoutProof} TRUNCATE scopegate.api_key`],
  ['a proof that goes first', `${both('c')} ${proofOf('c')} SELECT scopegate.revoke_credential('a')`],
  ['a proof that goes last', `${both('c')} SELECT scopegate.revoke_credential('a'); ${proofOf('c')}`],
  [
    'a proof that goes to a key that is no administrator',
    `${both('c')} ${proofOf('b')} SELECT scopegate.revoke_credential('a');
    UPDATE scopegate.api_key SET credential = scopegate.credential_id('b')
    WHERE credential = scopegate.credential_id('c')`,
  ],
  ['all at once', `${both('c')} UPDATE scopegate.credential SET enabled = false`],
];

const ALLOWED: readonly [title: string, sql: string][] = [
  [
    'one beside another that has its proof since',
    `${withoutProof} INSERT INTO scopegate.api_key (credential, digest) VALUES (scopegate.credential_id('bare'), sha256('x'));
    SELECT scopegate.revoke_credential('a')`,
  ],
  [
    'one beside another that was given the proof of a third',
    `${withoutProof} UPDATE scopegate.api_key SET credential = scopegate.credential_id('bare')
    WHERE credential = scopegate.credential_id('b'); SELECT scopegate.revoke_credential('a')`,
  ],
  [
    'one beside a user with a password',
    `${withoutProof} INSERT INTO scopegate.user_password (credential, hash)
    VALUES (scopegate.credential_id('nameless'), '$argon2id$x'); SELECT scopegate.revoke_credential('a')`,
  ],
  ['one of two', `${both('c')} SELECT scopegate.revoke_credential('a')`],
  [
    'an expiry after months',
    `UPDATE scopegate.credential SET expires_at = now() + interval '90 days' WHERE public_id = 'a'`,
  ],
  [
    'a key that is no administrator',
    `SELECT scopegate.revoke_credential('b'); DELETE FROM scopegate.credential WHERE public_id = 'off'`,
  ],
  ['another name for the key', `UPDATE scopegate.credential SET name = 'Other' WHERE public_id = 'a'`],
  [
    'the last one, where an operator says so',
    `SET LOCAL scopegate.allow_no_administrator = 'on'; SELECT scopegate.revoke_credential('a')`,
  ],
];

forEachPostgres('the last administrator', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, KEYS);
  });
  after(() => database.drop());

  for (const [title, sql] of LOSSES) {
    it(`is kept from ${title}`, async () => {
      const error = await rejection(query(database.url, `BEGIN; ${sql}; COMMIT`));
      expect(error)
        .to.have.property('message')
        .that.matches(/would leave nobody who holds "scopegate:manage" and/);
      expect(error).to.have.property('code', '23514');
    });
  }

  for (const [title, sql] of ALLOWED) {
    it(`does not hinder ${title}`, () => query(database.url, `BEGIN; ${sql}; ROLLBACK`));
  }

  it('is kept by two transactions that each take one of two', async () => {
    await query(database.url, both('c'));
    const one = new pg.Client(database.url);
    const other = new pg.Client(database.url);
    await Promise.all([one.connect(), other.connect()]);
    try {
      await one.query(`BEGIN; SELECT scopegate.disable_credential('a')`);
      const waiting = rejection(other.query(`BEGIN; SELECT scopegate.disable_credential('c'); COMMIT`));
      await new Promise((resolve) => setTimeout(resolve, 100));
      await one.query('COMMIT');
      expect(await waiting).to.have.property('code', '23514');
    } finally {
      await Promise.all([one.end(), other.end()]);
    }
  });

  it('who may not grant any scope is kept where nobody may', async () => {
    await query(
      database.url,
      `BEGIN; SET LOCAL scopegate.allow_no_administrator = 'on';
       DELETE FROM scopegate.credential_scope WHERE scope = 'scopes:grant-any'; COMMIT`,
    );
    await query(database.url, `SELECT scopegate.disable_credential('c'), scopegate.disable_credential('a')`);
    const error = await rejection(query(database.url, `SELECT scopegate.disable_credential('b')`));
    expect(error)
      .to.have.property('message')
      .that.matches(/would leave nobody who holds "scopegate:manage"$/);
  });

  it('is looked for without waiting for a lock on the proofs', async () => {
    const fresh = await server.createDatabase();
    await query(fresh.url, `${KEYS} ${both('c')}`);
    const holder = new pg.Client(fresh.url);
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE scopegate.api_key, scopegate.user_password IN ACCESS EXCLUSIVE MODE');
      await query(fresh.url, `SET lock_timeout = '2s'; SELECT scopegate.revoke_credential('a')`);
    } finally {
      await holder.end();
      await fresh.drop();
    }
  });

  it('that nobody ever was hinders nothing', async () => {
    const fresh = await server.createDatabase();
    await query(fresh.url, `${KEYS} SELECT 1`.replaceAll('scopegate:manage', 'api-keys:manage'));
    await query(fresh.url, `UPDATE scopegate.credential SET enabled = false; DELETE FROM scopegate.credential`);
    await fresh.drop();
  });
});
