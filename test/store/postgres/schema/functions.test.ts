import { expect } from 'chai';
import type { TestDatabase } from '../../../support/postgres.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { smallPolicy } from '../../../support/policy-sql.js';
import { rejection } from '../../../support/rejection.js';
import type { Session } from '../../../support/session.js';
import { openSession } from '../../../support/session.js';

/** Each defines something new; `again` is the same said otherwise, `other` contradicts it. */
const definitions: readonly { title: string; first: string; again?: string; other?: string }[] = [
  {
    title: 'define_error_family',
    first: `scopegate.define_error_family('plain', 'who?', 'no', 'text/plain; charset=utf-8')`,
    other: `scopegate.define_error_family('plain', 'who?', 'no!', 'text/plain; charset=utf-8')`,
  },
  {
    title: 'define_api',
    first: `scopegate.define_api('new', ARRAY['b.example.com', 'a.example.com'], 'errorCode')`,
    again: `scopegate.define_api('new', ARRAY['a.example.com', 'b.example.com', 'a.example.com'], 'errorCode')`,
    other: `scopegate.define_api('new', ARRAY['a.example.com'], 'errorCode')`,
  },
  {
    title: 'define_category',
    first: `scopegate.define_category('Channels', 2)`,
    again: `scopegate.define_category(name => 'Channels', "position" => 2)`,
    other: `scopegate.define_category('Channels', 3)`,
  },
  {
    title: 'define_scope',
    first: `scopegate.define_scope('rcs:send', 'General', 'Send RCS')`,
    again: `scopegate.define_scope(name => 'rcs:send', category => 'General', description => 'Send RCS')`,
    other: `scopegate.define_scope('rcs:send', 'General', 'Send')`,
  },
  {
    title: 'define_product',
    first: `scopegate.define_product('rcs', 'RCS')`,
    again: `scopegate.define_product('rcs', 'RCS', NULL)`,
    other: `scopegate.define_product('rcs', 'RCS', 'sms:manage')`,
  },
  { title: 'define_implication', first: `scopegate.define_implication('message:send', 'sms:send')` },
  { title: 'define_account', first: `scopegate.define_account('new')` },
  {
    title: 'define_endpoint',
    first: `scopegate.define_endpoint('messages', 'PUT', '/sms/{id}', ARRAY['sms:send', 'sms:manage'], 'sms')`,
    again: `scopegate.define_endpoint(api => 'messages', method => 'PUT', template => '/sms/{sms-id}',
      scopes => ARRAY['sms:manage', 'sms:send', 'sms:manage'], product => 'sms', access => 'scoped', managed => true,
      accepted_kinds => NULL, encoded => '{}')`,
    other: `scopegate.define_endpoint('messages', 'PUT', '/sms/{id}', ARRAY['sms:send', 'sms:manage'], 'sms', encoded => '{slash}')`,
  },
];

forEachPostgres('the SQL functions for operators', (server) => {
  let database: TestDatabase;
  let session: Session;
  before(async () => {
    database = await server.createDatabase();
    session = await openSession(database.url);
    await session.run(smallPolicy);
  });
  beforeEach(() => session.run('BEGIN'));
  afterEach(() => session.run('ROLLBACK'));
  after(async () => {
    await session.end();
    await database.drop();
  });

  /** What a call makes of the current revision; proves that something changed, or that nothing did. */
  async function publishAfter(call: string): Promise<[revision: unknown, result: unknown]> {
    const result = await session.value(`SELECT ${call}`);
    return [await session.value('SELECT scopegate.publish_changes()'), result];
  }

  for (const { title, first, again, other } of definitions) {
    it(`${title} makes its row once, and the same again changes nothing`, async () => {
      const before = await session.value('SELECT scopegate.current_revision()');
      const [made, id] = await publishAfter(first);
      expect(Number(made)).to.be.above(Number(before));
      expect(await publishAfter(first)).to.deep.equal([made, id]);
      expect(await publishAfter(again ?? first)).to.deep.equal([made, id]);
    });
    if (other !== undefined) {
      it(`${title} refuses the same name with other content`, async () => {
        await session.run(`SELECT ${first}`);
        const error = await rejection(session.run(`SELECT ${other}`));
        expect(error).to.have.property('code', '23505');
        expect(error)
          .to.have.property('message')
          .that.matches(/already exists and is different: it is .*would make it/);
        expect(error)
          .to.have.property('hint')
          .that.matches(/UPDATE|change_endpoint/);
      });
    }
  }

  it('change_endpoint gives an endpoint exactly the content of the call', async () => {
    const id = await session.value(`SELECT scopegate.endpoint_id('messages', 'GET', '/sms/{id}')`);
    const call = `scopegate.change_endpoint('messages', 'GET', '/sms/{message-id}', ARRAY['audit:read', 'sms:send'], managed => false,
      accepted_kinds => '{api_key}', encoded => '{percent}')`;
    const [made, changed] = await publishAfter(call);
    expect(changed).to.equal(id);
    expect(
      await session.run(
        `SELECT template, product, access, managed, accepted_kinds, encoded,
      ARRAY(SELECT scope FROM scopegate.endpoint_scope WHERE endpoint = id ORDER BY 1) AS scopes
      FROM scopegate.endpoint WHERE id = $1`,
        [id],
      ),
    ).to.deep.equal([
      {
        template: '/sms/{message-id}',
        product: null,
        access: 'scoped',
        managed: false,
        accepted_kinds: ['api_key'],
        encoded: ['percent'],
        scopes: ['audit:read', 'sms:send'],
      },
    ]);
    expect(await publishAfter(call)).to.deep.equal([made, id]);
  });

  it('change_endpoint opens an endpoint by taking its scopes away', async () => {
    await session.run(`SELECT scopegate.change_endpoint('messages', 'GET', '/sms/{id}', access => 'public')`);
    await session.run('SELECT scopegate.check_now()');
    expect(
      await session.value(`SELECT count(*)::int FROM scopegate.endpoint_scope s WHERE s.endpoint =
      scopegate.endpoint_id('messages', 'GET', '/sms/{id}')`),
    ).to.equal(0);
  });

  it('drop_endpoint removes an endpoint with its scopes, whatever its parameters are called', async () => {
    await session.run(`SELECT scopegate.drop_endpoint('messages', 'GET', '/sms/{x}')`);
    expect(await session.value(`SELECT scopegate.endpoint_id('messages', 'GET', '/sms/{id}')`)).to.equal(null);
    expect(await session.value(`SELECT count(*)::int FROM scopegate.endpoint_scope WHERE scope = 'sms:read'`)).to.equal(
      0,
    );
  });

  for (const call of [
    `change_endpoint('messages', 'GET', '/none', access => 'public')`,
    `drop_endpoint('messages', 'GET', '/none')`,
  ]) {
    it(`${call} says that there is no such endpoint`, async () => {
      const error = await rejection(session.run(`SELECT scopegate.${call}`));
      expect(error).to.have.property('code', 'P0002');
      expect(error)
        .to.have.property('message')
        .that.matches(/GET \/none of API "messages" does not exist/);
    });
  }

  it('grants, revocations and the life of a credential say whether they changed anything', async () => {
    for (const [call, changed] of [
      [`grant_scope('k1', 'sms:send')`, true],
      [`grant_scope('k1', 'sms:send')`, false],
      [`revoke_scope('k1', 'sms:send')`, true],
      [`revoke_scope('k1', 'sms:send')`, false],
      [`disable_credential('k1')`, true],
      [`disable_credential('k1')`, false],
      [`enable_credential('k1')`, true],
      [`enable_credential('k1')`, false],
      [`revoke_credential('k1')`, true],
      [`revoke_credential('k1')`, false],
    ] as const) {
      expect(await session.value(`SELECT scopegate.${call}`), call).to.equal(changed);
    }
    expect(
      await session.run(`SELECT enabled, revoked_at = now() AS ended FROM scopegate.credential WHERE public_id = 'k1'`),
    ).to.deep.equal([{ enabled: false, ended: true }]);
  });

  it('all have a comment, and so has every table', async () => {
    expect(
      await session.run(`
      SELECT p.oid::regprocedure::text AS name FROM pg_proc p
      WHERE p.pronamespace = 'scopegate'::regnamespace AND obj_description(p.oid, 'pg_proc') IS NULL
      UNION ALL
      SELECT c.oid::regclass::text FROM pg_class c
      WHERE c.relnamespace = 'scopegate'::regnamespace AND c.relkind = 'r' AND obj_description(c.oid, 'pg_class') IS NULL
        AND c.relname NOT LIKE '%\\_migration'`),
    ).to.deep.equal([]);
  });

  it('leave the search path alone and do not depend on it', async () => {
    await session.run(`SET LOCAL search_path TO ''`);
    for (const { first } of definitions) await session.run(`SELECT ${first}`);
    await session.run('SELECT scopegate.check_now(); SELECT scopegate.publish_changes()');
    expect(await session.value('SHOW search_path')).to.equal('""');
  });

  it('ship two error families whose bodies are exact', async () => {
    const rows = await session.run(
      'SELECT name, content_type, unauthorized_body, forbidden_body FROM scopegate.error_family ORDER BY 1',
    );
    expect(rows.map(({ name, content_type }) => [name, content_type])).to.deep.equal([
      ['errorCode', 'application/json'],
      ['requestError', 'application/json'],
    ]);
    const [errorCode, requestError] = rows;
    expect(requestError).to.include({
      unauthorized_body: '{"requestError":{"serviceException":{"messageId":"UNAUTHORIZED","text":"Unauthorized"}}}',
      forbidden_body: '{"requestError":{"serviceException":{"messageId":"FORBIDDEN","text":"Forbidden"}}}',
    });
    for (const [field, code] of [
      ['unauthorized_body', 'E401'],
      ['forbidden_body', 'E403'],
    ] as const) {
      const text = String(errorCode![field]);
      const body = JSON.parse(text) as Record<string, unknown>;
      expect(Object.keys(body)).to.deep.equal(['errorCode', 'description', 'action', 'violations', 'resources']);
      expect(body).to.deep.include({ errorCode: code, violations: [], resources: [] });
      expect(text).to.equal(JSON.stringify(body));
    }
  });
});
