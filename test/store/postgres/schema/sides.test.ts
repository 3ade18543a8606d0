import { expect } from 'chai';
import pg from 'pg';
import { forEachPostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';

const POLICY = `
  SELECT scopegate.define_category('Plain', 1), scopegate.define_category('Other', 2);
  SELECT scopegate.define_category('Pages', 3, true), scopegate.define_category('Kiosks', 4, true);
  SELECT scopegate.define_scope(name, category, 'Test') FROM (VALUES
    ('plain', 'Plain'), ('other', 'Other'), ('movable', 'Plain'), ('page', 'Pages'), ('page2', 'Pages'),
    ('kiosk', 'Kiosks')) v (name, category);
  SELECT scopegate.define_role('r-plain', '', 'plain'), scopegate.define_role('r-page', '', 'page'),
    scopegate.define_role('r-movable', '', 'movable'), scopegate.define_role('r-empty'), scopegate.define_role('r-free'), scopegate.define_role('r-held'),
    scopegate.define_role('r-first'), scopegate.define_role('r-second');
  INSERT INTO scopegate.credential (public_id, kind, account, name)
    SELECT id, kind, scopegate.define_account('acme'), id FROM (VALUES
      ('k', 'api_key'), ('k-plain', 'api_key'), ('k-page', 'api_key'), ('k-role', 'api_key'), ('k-held', 'api_key'), ('k-movable', 'api_key'), ('k-two', 'api_key'),
      ('u-page', 'user'), ('c-page', 'oauth_token'), ('gone', 'api_key')) v (id, kind);
  SELECT scopegate.grant_scope('k-plain', 'plain'), scopegate.grant_scope('k-page', 'page'),
    scopegate.grant_scope('u-page', 'page'), scopegate.grant_scope('c-page', 'page'),
    scopegate.grant_role('k-role', 'r-empty'), scopegate.grant_role('k-held', 'r-held'), scopegate.grant_scope('k-role', 'page'),
    scopegate.grant_role('k-two', 'r-first'), scopegate.grant_role('k-two', 'r-second'),
    scopegate.grant_scope('k-movable', 'movable'), scopegate.grant_scope('k-movable', 'plain');
  SELECT scopegate.define_issuer('idp', 'https://idp.example.com', 'api', 'https://idp.example.com/jwks');
  SELECT scopegate.define_issuer('loose', 'https://loose.example.com', 'api', 'https://loose.example.com/jwks', scopes_from => 'token');`;

/** What makes a transaction a rehearsal. */
const MARK = 'INSERT INTO scopegate.rehearsal DEFAULT VALUES';

/** Every way by which scopes of two sides could come into one hand. */
const MIXES: readonly [title: string, sql: string, says: RegExp][] = [
  [
    'a grant to a key',
    `SELECT scopegate.grant_scope('k-page', 'plain')`,
    /API key "k-page".*"Pages".*"page" and "plain"/,
  ],
  ['a grant to a key, the other half', `SELECT scopegate.grant_scope('k-plain', 'page')`, /API key "k-plain"/],
  ['two categories that stand alone', `SELECT scopegate.grant_scope('k-page', 'kiosk')`, /API key "k-page"/],
  ['a grant to a user', `SELECT scopegate.grant_scope('u-page', 'other')`, /user "u-page"/],
  ['a grant to an OAuth client', `SELECT scopegate.grant_scope('c-page', 'other')`, /OAuth client "c-page"/],
  [
    'two grants of one statement',
    `INSERT INTO scopegate.credential_scope
    SELECT scopegate.credential_id('k'), s FROM unnest('{plain,page}'::text[]) s`,
    /API key "k"/,
  ],
  [
    'a moved grant',
    `UPDATE scopegate.credential_scope SET credential = scopegate.credential_id('k-page')
    WHERE credential = scopegate.credential_id('k-plain')`,
    /API key "k-page"/,
  ],
  [
    'another scope in a grant',
    `UPDATE scopegate.credential_scope SET scope = 'page'
    WHERE credential = scopegate.credential_id('k-movable') AND scope = 'movable'`,
    /API key "k-movable"/,
  ],
  ['a role for a key', `SELECT scopegate.grant_role('k-page', 'r-plain')`, /API key "k-page"/],
  ['a role for a user', `SELECT scopegate.grant_role('u-page', 'r-plain')`, /user "u-page"/],
  ['two roles', `SELECT scopegate.grant_role('k', 'r-plain'), scopegate.grant_role('k', 'r-page')`, /API key "k"/],
  [
    'a role in place of another',
    `UPDATE scopegate.credential_role SET role = 'r-plain'
    WHERE credential = scopegate.credential_id('k-role')`,
    /API key "k-role"/,
  ],
  ['a scope for a role that is held', `SELECT scopegate.define_role('r-empty', '', 'plain')`, /API key "k-role"/],
  ['a role of both', `SELECT scopegate.define_role('r-new', '', 'plain', 'page')`, /role "r-new".*"Pages"/],
  ['a scope more for a role', `INSERT INTO scopegate.role_scope VALUES ('r-page', 'plain')`, /role "r-page"/],
  [
    'a scope that moves to the category',
    `UPDATE scopegate.scope SET category = 'Pages' WHERE name = 'movable'`,
    /API key "k-movable"/,
  ],
  [
    'a scope that moves out of the category',
    `SELECT scopegate.grant_scope('k-page', 'page2');
    UPDATE scopegate.scope SET category = 'Plain' WHERE name = 'page2'`,
    /API key "k-page"/,
  ],
  [
    'a scope of a role that moves',
    `SELECT scopegate.define_role('r-plain', '', 'plain', 'movable');
    DELETE FROM scopegate.credential_scope WHERE scope = 'movable';
    UPDATE scopegate.scope SET category = 'Pages' WHERE name = 'movable'`,
    /role "r-plain"/,
  ],
  [
    'a category that begins to stand alone',
    `SELECT scopegate.grant_scope('k-plain', 'other');
    UPDATE scopegate.scope_category SET stands_alone = true WHERE name = 'Other'`,
    /API key "k-plain".*"Other"/,
  ],
  [
    'a category that no longer does',
    `SELECT scopegate.grant_scope('k', 'kiosk');
    UPDATE scopegate.scope SET category = 'Kiosks' WHERE name = 'page2'; SELECT scopegate.grant_scope('k', 'page2');
    UPDATE scopegate.scope SET category = 'Plain' WHERE name = 'page2'`,
    /API key "k"/,
  ],
  ['an implication of it', `SELECT scopegate.define_implication('plain', 'page')`, /"plain" -> "page".*"Pages"/],
  ['an implication by it', `SELECT scopegate.define_implication('page', 'plain')`, /"page" -> "plain"/],
  [
    'an implied scope that moves',
    `SELECT scopegate.define_implication('movable', 'other');
    DELETE FROM scopegate.credential_scope WHERE scope = 'movable'; DELETE FROM scopegate.role_scope WHERE scope = 'movable';
    UPDATE scopegate.scope SET category = 'Pages' WHERE name = 'movable'`,
    /"movable" -> "other"/,
  ],
  [
    'one scope of an issuer that counts as both',
    `SELECT scopegate.map_issuer_scope('idp', 'x', 'plain'),
    scopegate.map_issuer_scope('idp', 'x', 'page')`,
    /OAuth issuer "idp"/,
  ],
  [
    'two scopes of an issuer whose tokens decide',
    `SELECT scopegate.map_issuer_scope('loose', 'x', 'plain'),
    scopegate.map_issuer_scope('loose', 'y', 'page')`,
    /OAuth issuer "loose"/,
  ],
  [
    'an issuer whose tokens begin to decide',
    `SELECT scopegate.map_issuer_scope('idp', 'x', 'plain'),
    scopegate.map_issuer_scope('idp', 'y', 'page');
    UPDATE scopegate.oauth_issuer SET scopes_from = 'token' WHERE name = 'idp'`,
    /OAuth issuer "idp"/,
  ],
  [
    'a mapped scope that moves',
    `SELECT scopegate.map_issuer_scope('loose', 'x', 'movable'),
    scopegate.map_issuer_scope('loose', 'y', 'other'); DELETE FROM scopegate.credential_scope WHERE scope = 'movable';
    DELETE FROM scopegate.role_scope WHERE scope = 'movable';
    UPDATE scopegate.scope SET category = 'Pages' WHERE name = 'movable'`,
    /OAuth issuer "loose"/,
  ],
];

const ALLOWED: readonly [title: string, sql: string][] = [
  [
    'scopes of the same category',
    `SELECT scopegate.grant_scope('k-page', 'page2'), scopegate.grant_role('k-page', 'r-page')`,
  ],
  ['scopes of two categories that do not stand alone', `SELECT scopegate.grant_scope('k-plain', 'other')`],
  [
    'an exchange',
    `DELETE FROM scopegate.credential_scope WHERE credential = scopegate.credential_id('k-page');
    SELECT scopegate.grant_scope('k-page', 'plain')`,
  ],
  [
    'a change of a role that only a revoked key holds',
    `SELECT scopegate.grant_scope('gone', 'page'),
    scopegate.grant_role('gone', 'r-movable') WHERE false; SELECT scopegate.grant_scope('gone', 'page');
    SELECT scopegate.revoke_credential('gone'); SELECT scopegate.grant_role('gone', 'r-movable')`,
  ],
  ['a new name for the category', `UPDATE scopegate.scope_category SET name = 'Browsers' WHERE name = 'Pages'`],
  ['a new name for a scope', `UPDATE scopegate.scope SET name = 'page-one' WHERE name = 'page'`],
  [
    'scopes of an issuer for two kinds of clients',
    `SELECT scopegate.map_issuer_scope('idp', 'x', 'plain'),
    scopegate.map_issuer_scope('idp', 'y', 'page')`,
  ],
  ['the same definition again, with the flag unsaid', `SELECT scopegate.define_category('Pages', 3)`],
];

forEachPostgres('scopes of categories that stand alone', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, POLICY);
  });
  after(() => database.drop());

  for (const [title, sql, says] of MIXES) {
    it(`are not mixed by ${title}`, async () => {
      const error = await rejection(query(database.url, `BEGIN; ${sql}; COMMIT`));
      expect(error).to.have.property('message').that.matches(says);
      expect(error).to.have.property('code', '23514');
    });
  }

  for (const [title, sql] of ALLOWED) {
    it(`allow ${title}`, () => query(database.url, `BEGIN; ${sql}; ROLLBACK`));
  }

  it('refuse another flag in a definition of the same name', async () => {
    const error = await rejection(query(database.url, `SELECT scopegate.define_category('Pages', 3, false)`));
    expect(error).to.have.property('code', '23505');
  });

  it('refuse grants in a transaction that cannot see what others commit', async () => {
    const sql = `BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT scopegate.grant_scope('k-plain', 'other'); COMMIT`;
    expect(await rejection(query(database.url, sql))).to.have.property('code', '55000');
  });

  const grant = `SELECT scopegate.grant_scope('k-plain', 'other')`;
  const excuses: readonly [title: string, sql: string, code: string][] = [
    ['names itself a rehearsal', `SET LOCAL scopegate.rehearsal = 'on'; ${grant}; COMMIT`, '55000'],
    ['is marked as one, at its commit', `${MARK}; ${grant}; COMMIT`, '55000'],
    ['is marked as one, when it is prepared', `${MARK}; ${grant}; PREPARE TRANSACTION 'mixed'`, '55000'],
    ['takes the mark away again', `${MARK}; ${grant}; DELETE FROM scopegate.rehearsal; COMMIT`, '55000'],
    ['runs the check of the mark early', `${MARK}; SET CONSTRAINTS ALL IMMEDIATE; ${grant}; COMMIT`, '55000'],
    [
      'runs that check early and then takes the mark away',
      `${MARK}; ${grant}; SET CONSTRAINTS ALL IMMEDIATE; DELETE FROM scopegate.rehearsal; SELECT scopegate.check_now(); COMMIT`,
      '55000',
    ],
    ['marks itself for a savepoint only', `SAVEPOINT s; ${MARK}; ROLLBACK TO s; ${grant}; COMMIT`, '55000'],
  ];
  for (const [title, sql, code] of excuses) {
    it(`refuse grants in an old snapshot that ${title}`, async () => {
      const error = await rejection(query(database.url, `BEGIN ISOLATION LEVEL REPEATABLE READ; ${sql}`));
      expect(error).to.have.property('code', code);
      const held = await query(
        database.url,
        `SELECT scope FROM scopegate.credential_scope WHERE credential = scopegate.credential_id('k-plain')`,
      );
      expect(held).to.deep.equal([{ scope: 'plain' }]);
    });
  }

  it('can be granted by a rehearsal, which is rolled back', () =>
    query(
      database.url,
      `BEGIN ISOLATION LEVEL REPEATABLE READ; ${MARK}; SET CONSTRAINTS ALL IMMEDIATE; ${grant};
       SELECT scopegate.check_now(); ROLLBACK`,
    ));

  /** Two transactions that each add one half; the second waits for the first, or fails at once. */
  const races: readonly [title: string, first: string, second: string][] = [
    ['two grants', `SELECT scopegate.grant_scope('k', 'page')`, `SELECT scopegate.grant_scope('k', 'plain')`],
    ['a grant and a role', `SELECT scopegate.grant_scope('k', 'page')`, `SELECT scopegate.grant_role('k', 'r-plain')`],
    [
      'a role and what it grants',
      `SELECT scopegate.grant_scope('k', 'page'), scopegate.grant_role('k', 'r-free')`,
      `INSERT INTO scopegate.role_scope VALUES ('r-free', 'plain')`,
    ],
    [
      'a grant and what a role grants that is held',
      `SELECT scopegate.grant_scope('k-held', 'page2')`,
      `INSERT INTO scopegate.role_scope VALUES ('r-held', 'plain')`,
    ],
    [
      'two scopes of a role',
      `INSERT INTO scopegate.role_scope VALUES ('r-free', 'page')`,
      `INSERT INTO scopegate.role_scope VALUES ('r-free', 'kiosk')`,
    ],
    [
      'scopes of two roles of one key',
      `INSERT INTO scopegate.role_scope VALUES ('r-first', 'page')`,
      `INSERT INTO scopegate.role_scope VALUES ('r-second', 'plain')`,
    ],
    [
      'a grant and a category',
      `SELECT scopegate.grant_scope('k-plain', 'other')`,
      `UPDATE scopegate.scope_category SET stands_alone = true WHERE name = 'Other'`,
    ],
    [
      'an implication and a category',
      `SELECT scopegate.define_implication('plain', 'other')`,
      `UPDATE scopegate.scope_category SET stands_alone = true WHERE name = 'Other'`,
    ],
  ];
  for (const [title, first, second] of [
    ...races,
    ...races.map(([t, a, b]) => [`${t}, the other way round`, b, a] as const),
  ]) {
    it(`are not mixed by two transactions: ${title}`, async () => {
      const one = new pg.Client(database.url);
      const other = new pg.Client(database.url);
      await Promise.all([one.connect(), other.connect()]);
      try {
        await one.query(`BEGIN; ${first}`);
        const waiting = other.query(`BEGIN; SET LOCAL lock_timeout = '10s'; ${second}; COMMIT`).then(
          () => null,
          (error: unknown) => error,
        );
        await new Promise((resolve) => setTimeout(resolve, 100));
        await one.query('COMMIT');
        expect(await waiting).to.have.property('code', '23514');
      } finally {
        await Promise.all([one.end(), other.end()]);
        await query(database.url, UNDO);
      }
    });
  }
});

/** What the first of two transactions may have left. */
const UNDO = `
  DELETE FROM scopegate.credential_scope WHERE credential = scopegate.credential_id('k')
    OR (credential, scope) IN ((scopegate.credential_id('k-plain'), 'other'), (scopegate.credential_id('k-held'), 'page2'));
  DELETE FROM scopegate.credential_role WHERE credential = scopegate.credential_id('k');
  DELETE FROM scopegate.role_scope WHERE role IN ('r-free', 'r-held', 'r-first', 'r-second');
  DELETE FROM scopegate.scope_implication WHERE scope = 'plain';
  UPDATE scopegate.scope_category SET stands_alone = false WHERE name = 'Other';`;
