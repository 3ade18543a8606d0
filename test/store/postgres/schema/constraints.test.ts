import { expect } from 'chai';
import type { TestDatabase } from '../../../support/postgres.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { smallPolicy } from '../../../support/policy-sql.js';
import { query } from '../../../support/query.js';
import { rejection } from '../../../support/rejection.js';

interface Refusal {
  readonly title: string;
  readonly sql: string;
  /** Must name the row. */
  readonly message: RegExp;
  /** 23514, a check, unless said. */
  readonly code?: string;
}

const unknownReference = '23503';
const duplicate = '23505';
const missing = 'P0002';

function endpoint(columns: string, values: string): string {
  return `INSERT INTO scopegate.endpoint (api, method, template, access${columns}) VALUES (scopegate.api_id('messages'), ${values})`;
}

function credential(columns: string, values: string): string {
  return `INSERT INTO scopegate.credential (public_id, kind, account, name${columns})
          VALUES ('new', 'api_key', scopegate.define_account('acme'), 'New'${values})`;
}

/** A session of a user of its own. */
function sessionOf(name: string): string {
  return `WITH made AS (
      INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at)
      SELECT p, k, scopegate.define_account('acme'), p, now() + interval '1 hour'
      FROM (VALUES ('u-${name}', 'user'), ('s-${name}', 'session')) v (p, k) RETURNING id, kind)
    INSERT INTO scopegate.session (credential, of_user, digest, idle)
      SELECT s.id, u.id, sha256('x'), interval '5 minutes' FROM made s, made u WHERE s.kind = 'session' AND u.kind = 'user';`;
}

const refusals: readonly Refusal[] = [
  {
    title: 'an unknown scope of an endpoint',
    sql: `INSERT INTO scopegate.endpoint_scope VALUES (scopegate.endpoint_id('messages', 'POST', '/sms'), 'sms:sned')`,
    message: /endpoint scope .*unknown scope "sms:sned"/,
    code: unknownReference,
  },
  {
    title: 'an unknown scope in define_endpoint',
    sql: `SELECT scopegate.define_endpoint('messages', 'PUT', '/new/{id}', ARRAY['sms:read', 'no'])`,
    message: /endpoint PUT \/new\/\{id\} of API "messages": unknown scope "no"/,
    code: unknownReference,
  },
  {
    title: 'an unknown scope of a grant',
    sql: `SELECT scopegate.grant_scope('k1', 'no')`,
    message: /unknown scope "no"/,
    code: unknownReference,
  },
  {
    title: 'an unknown manage scope',
    sql: `SELECT scopegate.define_product('rcs', 'RCS', 'rcs:manage')`,
    message: /product .*"rcs".*unknown scope "rcs:manage"/,
    code: unknownReference,
  },
  {
    title: 'an implication of an unknown scope',
    sql: `SELECT scopegate.define_implication('sms:send', 'no')`,
    message: /scope implication .*unknown scope "no"/,
    code: unknownReference,
  },
  {
    title: 'an unknown category',
    sql: `SELECT scopegate.define_scope('a', 'No', 'A')`,
    message: /scope "a": unknown category "No"/,
    code: unknownReference,
  },
  {
    title: 'an unknown product',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x', product => 'no')`,
    message: /endpoint GET \/x of API "messages": unknown product "no"/,
    code: unknownReference,
  },
  {
    title: 'an unknown API',
    sql: `SELECT scopegate.define_endpoint('no', 'GET', '/x', access => 'public')`,
    message: /unknown API "no"/,
    code: unknownReference,
  },
  {
    title: 'an unknown error family',
    sql: `SELECT scopegate.define_api('new', error_family => 'no')`,
    message: /API "new": unknown error family "no"/,
    code: unknownReference,
  },
  { title: 'a grant to nobody', sql: `SELECT scopegate.grant_scope('no', 'sms:send')`, message: /"no"/, code: missing },
  {
    title: 'the removal of a scope that is in use',
    sql: `DELETE FROM scopegate.scope WHERE name = 'sms:read'`,
    message: /endpoint_scope/,
    code: unknownReference,
  },
  {
    title: 'an implication of itself',
    sql: `SELECT scopegate.define_implication('sms:send', 'sms:send')`,
    message: /implication "sms:send" -> "sms:send"/,
  },
  {
    title: 'a cycle of implications, naming the whole way round',
    sql: `SELECT scopegate.define_implication(a, b)
          FROM (VALUES ('message:send', 'sms:send'), ('sms:send', 'sms:read'), ('sms:read', 'message:send')) v (a, b)`,
    message: /"sms:read" -> "message:send".*sms:read -> message:send -> sms:send -> sms:read/,
  },
  {
    title: 'a cycle made by an update',
    sql: `INSERT INTO scopegate.scope_implication VALUES ('sms:send', 'sms:read'), ('sms:read', 'audit:read');
          UPDATE scopegate.scope_implication SET implies = 'sms:send' WHERE scope = 'sms:read'`,
    message: /"sms:read" -> "sms:send"/,
  },
  {
    title: 'a malformed template, with the position',
    sql: endpoint('', `'GET', '/a/{', 'public'`),
    message: /template "\/a\/\{": .* at position 4/,
  },
  {
    title: 'a template without end',
    sql: endpoint('', `'GET', '/' || repeat('a', 3000), 'public'`),
    message: /endpoint GET \/aaa.*longer than/,
  },
  {
    title: 'a second endpoint of one shape',
    sql: endpoint('', `'GET', '/sms/{other}', 'closed'`),
    message: /endpoint GET \/sms\/\{other\} of API "messages": endpoint \d+, GET \/sms\/\{id\}, has the same/,
    code: duplicate,
  },
  {
    title: 'a template changed into the shape of another',
    sql: `UPDATE scopegate.endpoint SET method = 'GET', template = '/sms/{x}' WHERE template = '/sms'`,
    message: /endpoint GET \/sms\/\{x\}.*GET \/sms\/\{id\}/,
    code: duplicate,
  },
  {
    title: 'an endpoint that moves to another API',
    sql: `UPDATE scopegate.endpoint SET api = scopegate.api_id('calls') WHERE template = '/sms'`,
    message: /POST \/sms: an endpoint stays with its API/,
  },
  {
    title: 'another definition of an endpoint, naming both',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/sms/{sms-id}', ARRAY['sms:send'], 'sms')`,
    message: /endpoint GET \/sms\/\{sms-id\} of API "messages".*endpoint \d+, GET \/sms\/\{id\},.*sms:read.*sms:send/,
    code: duplicate,
  },
  {
    title: 'a scoped endpoint that nobody could call',
    sql: endpoint('', `'GET', '/x', 'scoped'`),
    message: /endpoint \d+, GET \/x: access "scoped" without a scope/,
  },
  {
    title: 'the same in define_endpoint',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x')`,
    message: /endpoint \d+, GET \/x: access "scoped" without a scope/,
  },
  {
    title: 'a scoped endpoint that opts out of the only scope it has',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x', product => 'sms', managed => false)`,
    message: /GET \/x: access "scoped" without a scope/,
  },
  {
    title: 'a scoped endpoint of a product without a manage scope',
    sql: `SELECT scopegate.define_endpoint('calls', 'GET', '/x', product => 'voice')`,
    message: /GET \/x: access "scoped" without a scope/,
  },
  {
    title: 'to take the last scope from an endpoint',
    sql: `DELETE FROM scopegate.endpoint_scope WHERE scope = 'voice:call'`,
    message: /POST \/calls: access "scoped" without a scope/,
  },
  {
    title: 'to take the manage scope that an endpoint lives on',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x', product => 'sms');
          UPDATE scopegate.product SET manage_scope = NULL WHERE name = 'sms'`,
    message: /GET \/x: access "scoped" without a scope/,
  },
  {
    title: 'a public endpoint with scopes',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x', ARRAY['sms:read'], access => 'public')`,
    message: /GET \/x: access "public" with scopes/,
  },
  {
    title: 'to open an endpoint and leave its scopes',
    sql: `UPDATE scopegate.endpoint SET access = 'authenticated' WHERE template = '/sms'`,
    message: /POST \/sms: access "authenticated" with scopes/,
  },
  {
    title: 'a scope for a closed endpoint',
    sql: `SELECT scopegate.define_endpoint('messages', 'GET', '/x', access => 'closed');
          INSERT INTO scopegate.endpoint_scope VALUES (scopegate.endpoint_id('messages', 'GET', '/x'), 'sms:read')`,
    message: /GET \/x: access "closed" with scopes/,
  },
  {
    title: 'an unknown access',
    sql: endpoint('', `'GET', '/x', 'open'`),
    message: /endpoint GET \/x: access "open" is none of/,
  },
  { title: 'an access of null', sql: endpoint('', `'GET', '/x', NULL`), message: /"access"/, code: '23502' },
  ...['get', 'Get', 'GE T', '', 'GET,POST', 'ÄT', 'G'.repeat(33)].map((method) => ({
    title: `the method "${method}"`,
    sql: endpoint('', `'${method}', '/x', 'public'`),
    message: /endpoint .*\/x: method ".*" is neither an upper-case token nor "\*"/,
  })),
  {
    title: 'an unknown accepted kind',
    sql: endpoint(', accepted_kinds', `'GET', '/x', 'public', '{api_key,robot}'`),
    message: /endpoint GET \/x: accepted kinds \{api_key,robot\}/,
  },
  {
    title: 'accepted kinds that accept nothing',
    sql: endpoint(', accepted_kinds', `'GET', '/x', 'public', '{}'`),
    message: /endpoint GET \/x: accepted kinds/,
  },
  {
    title: 'a null among accepted kinds',
    sql: endpoint(', accepted_kinds', `'GET', '/x', 'public', '{api_key,NULL}'`),
    message: /endpoint GET \/x: accepted kinds/,
  },
  {
    title: 'an unknown encoded allowance',
    sql: endpoint(', encoded', `'GET', '/x', 'public', '{slash,dot}'`),
    message: /endpoint GET \/x: encoded \{slash,dot\}/,
  },
  {
    title: 'an unknown kind of credential',
    sql: `INSERT INTO scopegate.credential (public_id, kind, account, name)
          VALUES ('new', 'robot', scopegate.define_account('acme'), 'New')`,
    message: /credential "new": kind "robot"/,
  },
  {
    title: 'an API key of a user',
    sql: `INSERT INTO scopegate.credential (public_id, kind, account, name)
            VALUES ('u', 'user', scopegate.define_account('acme'), 'U');
          INSERT INTO scopegate.api_key (credential, digest) VALUES (scopegate.credential_id('u'), sha256('x'))`,
    message: /foreign key/,
    code: unknownReference,
  },
  {
    title: 'a digest of the wrong length',
    sql: `INSERT INTO scopegate.api_key (credential, digest) VALUES (scopegate.credential_id('k1'), 'short')`,
    message: /API key of credential \d+: a digest has 32 bytes, not 5/,
  },
  {
    title: 'an expiry before the start',
    sql: credential(', not_before, expires_at', `, '2026-02-01Z', '2026-01-01Z'`),
    message: /credential "new": it expires at 2026-01-01.*2026-02-01/,
  },
  {
    title: 'an expiry at the start',
    sql: credential(', not_before, expires_at', `, '2026-02-01Z', '2026-02-01Z'`),
    message: /credential "new": it expires/,
  },
  ...(
    [
      ['an infinite expiry', 'expires_at', 'infinity'],
      ['an expiry beyond year 9999', 'expires_at', '9999-12-31Z'],
      ['an expiry in year 10000', 'expires_at', '10000-01-01Z'],
      ['an expiry before 1970', 'expires_at', '1969-12-31 23:59:59Z'],
      ['an expiry before Christ', 'expires_at', '0044-03-15 BC'],
      ['a start at minus infinity', 'not_before', '-infinity'],
      ['a start beyond year 9999', 'not_before', '294000-01-01Z'],
      ['a creation beyond year 9999', 'created_at', '20000-01-01Z'],
    ] as const
  ).map(([title, column, value]) => ({
    title,
    sql: credential(`, ${column}`, `, '${value}'`),
    message: /credential "new": a time lies outside 1970 to 9999/,
  })),
  {
    title: 'a revocation beyond year 9999',
    sql: `UPDATE scopegate.credential SET enabled = false, revoked_at = '12000-01-01' WHERE public_id = 'k1'`,
    message: /credential "k1": a time lies outside 1970 to 9999/,
  },
  {
    title: 'a use beyond year 9999',
    sql: `INSERT INTO scopegate.credential_use VALUES (1, '12000-01-01')`,
    message: /use of credential 1: the time lies outside/,
  },
  {
    title: 'a use of a scope at infinity',
    sql: `INSERT INTO scopegate.scope_use VALUES (1, '2026-01-01', 1, '', 1, 0, 'infinity')`,
    message: /use of credential 1: a time lies outside/,
  },
  {
    title: 'an idempotency key of year 10000',
    sql: `INSERT INTO scopegate.idempotency_key VALUES ('a', 'b', sha256('x'), 'c', '10000-01-01')`,
    message: /idempotency key: the time lies outside/,
  },
  {
    title: 'a latest end of a rotated key beyond year 9999',
    sql: `INSERT INTO scopegate.api_key (credential, digest, ends_by)
          VALUES (scopegate.credential_id('k1'), sha256('x'), '10000-01-01')`,
    message: /ends_by lies outside/,
  },
  {
    title: 'a session without an end',
    sql: `INSERT INTO scopegate.credential (public_id, kind, account, name)
          VALUES ('s', 'session', scopegate.define_account('acme'), 'S')`,
    message: /session "s": it lasts for more than 30 days/,
  },
  {
    title: 'a session of a year',
    sql: `INSERT INTO scopegate.credential (public_id, kind, account, name, expires_at)
          VALUES ('s', 'session', scopegate.define_account('acme'), 'S', now() + interval '1 year')`,
    message: /session "s": it lasts for more than 30 days/,
  },
  {
    title: 'an idle time of a century',
    sql: `${sessionOf('k1')} UPDATE scopegate.session SET idle = interval '100 years'`,
    message: /idle time of 100 years is not from 1 minute to 30 days/,
  },
  {
    title: 'a duplicate public id',
    sql: credential('', '').replace(`'new'`, `'k1'`),
    message: /credential_public_id_is_unique/,
    code: duplicate,
  },
  {
    title: 'to enable a revoked credential',
    sql: `SELECT scopegate.revoke_credential('k1'); SELECT scopegate.enable_credential('k1')`,
    message: /credential "k1" is revoked/,
  },
  {
    title: 'to take a revocation back',
    sql: `SELECT scopegate.revoke_credential('k1'); UPDATE scopegate.credential SET revoked_at = NULL`,
    message: /credential "k1" is revoked, and that is final/,
  },
  {
    title: 'a scope with a space',
    sql: `SELECT scopegate.define_scope('sms send', 'General', 'x')`,
    message: /scope "sms send": a scope has/,
  },
  {
    title: 'a scope without description',
    sql: `SELECT scopegate.define_scope('a', 'General', ' ')`,
    message: /scope "a": a description/,
  },
  {
    title: 'a name with a line break',
    sql: `SELECT scopegate.define_account(E'a\\nb')`,
    message: /account E?'a.*b': a name has/s,
  },
  { title: 'a name of nothing', sql: `SELECT scopegate.define_api('')`, message: /API '': a name has/ },
  {
    title: 'a host of another API',
    sql: `SELECT scopegate.define_api('new', ARRAY['voice.example.com'])`,
    message: /API "new": host "voice.example.com" belongs to API "calls"/,
    code: duplicate,
  },
  ...[
    'API.example.com',
    'a.example.com.',
    'a..b',
    'a:80',
    'https://a',
    '*.a',
    '',
    '-a.b',
    'ä.de',
    '[::0:1]',
    '[::G]',
  ].map((host) => ({
    title: `the host "${host}"`,
    sql: `SELECT scopegate.define_api('new', ARRAY['${host}'])`,
    message: /host ".*" is not a host name/,
  })),
  {
    title: 'a content type that would split a header',
    sql: `SELECT scopegate.define_error_family('new', '{}', '{}', E'text/plain\\r\\nX: y')`,
    message: /error family "new": content type/,
  },
];

forEachPostgres('the constraints of the schema refuse', (server) => {
  let database: TestDatabase;
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, smallPolicy);
  });
  after(() => database.drop());

  for (const { title, sql, message, code = '23514' } of refusals) {
    it(title, async () => {
      const error = await rejection(query(database.url, `BEGIN; ${sql}; COMMIT`));
      expect(error).to.have.property('message').that.matches(message);
      expect(error).to.have.property('code', code);
    });
  }

  it('nothing of all that was kept', async () => {
    const rows = await query(
      database.url,
      `SELECT (SELECT count(*)::int FROM scopegate.endpoint e JOIN scopegate.api a ON a.id = e.api WHERE a.name <> 'scopegate') AS endpoints,
        (SELECT count(*)::int FROM scopegate.api WHERE name <> 'scopegate') AS apis,
        (SELECT count(*)::int FROM scopegate.credential WHERE revoked_at IS NULL) AS credentials,
        (SELECT count(*)::int FROM scopegate.pending_change) AS pending`,
    );
    expect(rows).to.deep.equal([{ endpoints: 3, apis: 2, credentials: 2, pending: 0 }]);
  });
});
