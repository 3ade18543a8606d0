import { expect } from 'chai';
import fc from 'fast-check';
import { silentLog } from '../../src/base/log.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { openEntryPoints } from '../support/entry-points.js';
import type { Asked, EntryPoint, EntryPoints, Outcome } from '../support/entry-points.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';
import { makeDialects } from '../../src/transports/http/forward-auth/dialects.js';
import { administrate } from '../support/administrate.js';
import type { WantedKey } from '../support/administrate.js';

const RUNS = 150;
const PASSWORD = 'correct horse battery staple';
const ADDRESS = '192.0.2.7';
/** Place among the garbage of a key that is well-formed, and nobody's. */
const STRANGER = 12;

/** What the contract of credentials asks about, and paths that are hard to read. */
const POLICY = `
  ${CONTRACT_POLICY}
  SELECT scopegate.define_endpoint('platform', 'GET', '/closed', access => 'closed');
  SELECT scopegate.define_endpoint('platform', '*', '/any/{+path}', ARRAY['message:read']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/files/{id}', ARRAY['message:read']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/files/caf%C3%A9', ARRAY['message:send']);
  SELECT scopegate.define_endpoint('platform', 'DELETE', '/files/{id}', ARRAY['everything']);
  SELECT scopegate.define_endpoint('platform', 'HEAD', '/files/{id}', access => 'public');`;

/** Makes several APIs of one. */
const SECOND_API = `
  SELECT scopegate.define_api('other', '{other.example.com,[::1]}');
  SELECT scopegate.define_endpoint('other', 'GET', '/messages/{id}', access => 'public');
  SELECT scopegate.define_endpoint('other', 'POST', '/messages', access => 'authenticated');`;

/** A credential that is held, as it is presented and as it is named. */
interface Held {
  readonly authorization: string;
  /** Null where a name does not stand for what is presented. */
  readonly subject: { readonly type: string; readonly id: string } | null;
}

function basic(login: string, password = PASSWORD): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

const methods = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('GET', 'GET', 'POST', 'HEAD', 'DELETE') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('PUT', 'PATCH', 'OPTIONS', 'PURGE', 'TRACE', 'get', 'G(T', 'X'.repeat(40), '*'),
  },
);

const segment = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.constantFrom('messages', 'files', 'me', 'status', 'closed', 'only', 'api_key', 'user', 'any'),
  },
  {
    weight: 3,
    arbitrary: fc.constantFrom('1', 'café', 'caf%C3%A9', 'CAF%c3%a9', 'cafe\u0301', '日本', 'a:b', 'a@b', '😀', '%41'),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '.',
        '..',
        '',
        '%2e%2e',
        '%2F',
        '%5C',
        '%00',
        '%25',
        'a;b',
        'a\\b',
        '%zz',
        '%C0%AF',
        '%ff',
        'Status',
        'status.',
      ],
      ...[
        '\u200b',
        '／',
        'a b',
        '{id}',
        '#',
        '%0d%0a',
        '\ufffd',
        'ſtatus',
        'x'.repeat(300),
        '\u2028',
        '~',
        "'",
        '"',
        '<',
        '|',
      ],
    ),
  },
  { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 6 }) },
);
const known = fc.constantFrom(
  ...['/messages', '/messages/1', '/me', '/status', '/closed', '/only/api_key', '/only/user', '/only/session'],
  ...['/only/oauth_token', '/files/7', '/files/café', '/files/caf%c3%a9', '/any/a/b', '/nowhere', '/'],
);
const targets = fc.oneof(
  { weight: 4, arbitrary: known },
  { weight: 3, arbitrary: fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => `/${parts.join('/')}`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        '*',
        'status',
        '?a',
        '//status',
        '/status/',
        'http://other.example.com/status',
        '/me?x=/../y',
        '/me#',
        '/status?',
      ],
      ...[
        `/files/${'a'.repeat(9000)}`,
        `/files/${'a'.repeat(16_000)}`,
        `/files/${'b'.repeat(40_000)}`,
        '/a'.repeat(70),
        '/messages/1?café',
        '\\status',
        '/status ',
        ' /status',
      ],
    ),
  },
);
const HOST = 'api.example.com';
const OTHER_HOST = 'other.example.com';
const UNKNOWN_HOST = 'unknown.example.com';
const hosts = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom('', HOST, HOST, OTHER_HOST) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...['OTHER.example.com', 'other.example.com:8443', UNKNOWN_HOST, '[::1]', '[::1]:80', 'other.example.com.'],
      ...[
        'a@other.example.com',
        'other..example.com',
        'other.example.com:99999',
        'a b',
        'é.example.com',
        'other/x',
        '[::',
      ],
    ),
  },
);
const addresses = fc.constantFrom('', ADDRESS, `::ffff:${ADDRESS}`, '198.51.100.1', '2001:db8::1');

/** A request, and which of the credentials of the world it carries. */
interface Drawn extends Omit<Asked, 'authorization'> {
  readonly credential: { readonly at: number; readonly form: 'held' | 'garbage' | 'none' | 'two' };
}

/** Of every outcome one, whatever chance brings. */
const PLAIN: Drawn = { method: 'GET', target: '/me', host: HOST, sourceIp: '', credential: { at: 0, form: 'held' } };
const EXAMPLES: readonly Drawn[] = [
  PLAIN,
  { ...PLAIN, host: '' },
  { ...PLAIN, host: '', target: '/status' },
  { ...PLAIN, host: '', target: '/me/../me' },
  { ...PLAIN, host: UNKNOWN_HOST },
  { ...PLAIN, host: UNKNOWN_HOST, target: '/status' },
  { ...PLAIN, method: 'POST', target: '/messages' },
  { ...PLAIN, target: '/messages/1' },
  { ...PLAIN, target: '/status' },
  { ...PLAIN, target: '/nowhere' },
  { ...PLAIN, host: 'other.example.com', target: `/messages/${'1'.repeat(16_500)}` },
  { ...PLAIN, target: '/me/../me' },
  { ...PLAIN, credential: { at: 0, form: 'none' } },
  { ...PLAIN, credential: { at: 0, form: 'garbage' } },
  { ...PLAIN, credential: { at: STRANGER, form: 'garbage' } },
];

forEachPostgres('all entry points', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let replica: Replica;
  let issuer: TokenIssuer;
  let byHostHeader: Replica;
  let entryPoints: EntryPoints;
  const held: Held[] = [];
  const garbage = [
    ...[
      'App',
      'App ',
      'App sgk_1',
      'Bearer a.b.c',
      'Bearer {}',
      'Basic %%%',
      'Basic',
      'Negotiate x',
      'x',
      'App é',
      'IBSSO x',
    ],
    ...[
      'DPoP a.b.c',
      `App ${mintApiKey('sgk').key}`,
      `App ${mintApiKey('other').key}`,
      `IBSSO ${mintApiKey('sgks').key}`,
    ],
    ...[basic('nobody'), 'Bearer ', `App ${'x'.repeat(9000)}`, 'app\u00a0x', ','],
  ];

  before(async function () {
    // A password takes its time to be kept, on a machine that is busy.
    this.timeout(120_000);
    database = await server.createDatabase();
    await query(database.url, POLICY);
    pool = makePool(database.url, { log: silentLog });
    issuer = await startTokenIssuer();
    await makeCredentials();
    const generous = {
      SCOPEGATE_PASSWORD_ATTEMPTS_PER_USER: '100000',
      SCOPEGATE_PASSWORD_ATTEMPTS_PER_SOURCE: '100000',
    };
    const environment = { DATABASE_URL: database.url, ...generous };
    replica = await startReplica(environment);
    byHostHeader = await startReplica({ ...environment, SCOPEGATE_EXT_AUTHZ_HOST: 'request' });
    entryPoints = openEntryPoints({
      ...{ grpc: replica.app.grpcPort, http: replica.app.httpPort, byHostHeader: byHostHeader.app.grpcPort },
    });
  });
  after(async () => {
    entryPoints.close();
    await issuer.stop();
    await byHostHeader.stop();
    await replica.stop();
    await pool.close();
    await database.drop();
  });

  async function makeCredentials(): Promise<void> {
    const administration = administrate(pool);
    const addKey = async (changes: WantedKey, statement = ''): Promise<void> => {
      const { publicId: id, secret } = await administration.key({ scopes: ['message:send'], ...changes });
      if (statement !== '') await query(database.url, statement.replaceAll('$id', id));
      held.push({ authorization: `App ${secret}`, subject: { type: 'key', id } });
    };
    await addKey({});
    await addKey({ scopes: ['everything'] });
    await addKey({ scopes: ['message:read'] });
    await addKey({ allowedAddresses: ['192.0.2.0/24'] });
    await addKey({ expiresAtMs: Date.now() - 1000 });
    await addKey({ notBeforeMs: Date.now() + 3_600_000 });
    await addKey({}, `SELECT scopegate.disable_credential('$id')`);
    await addKey({}, `SELECT scopegate.revoke_credential('$id')`);
    await administration.user('zoë', { name: 'Zoë', roles: ['reader'], scopes: ['message:send'], password: PASSWORD });
    held.push({ authorization: basic('zoë'), subject: { type: 'user', id: 'zoë' } });
    const { token, publicId: sessionId } = await administration.session('zoë', 600_000, 600_000);
    held.push({ authorization: `IBSSO ${token}`, subject: { type: 'token', id: sessionId } });
    await query(
      database.url,
      `SELECT scopegate.define_issuer('tests', '${issuer.url}', '${AUDIENCE}', jwks_uri => '${issuer.url}/jwks');
       SELECT scopegate.define_oauth_client('client', 'tests', 'a', 'acme', 'message:send')`,
    );
    // What a token carries is not known of its client.
    held.push({ authorization: `Bearer ${await issuer.token()}`, subject: null });
    held.push({ authorization: `Bearer ${await issuer.token({ exp: 1 })}`, subject: null });
    garbage.push(`Bearer ${await issuer.token({ client_id: 'nobody' })}`, basic('zoë', 'wrong'));
  }

  /** `held` is made before the first run, so it is chosen by number. */
  const authorizations = fc.oneof(
    { weight: 6, arbitrary: fc.nat().map((at) => ({ at, form: 'held' as const })) },
    { weight: 2, arbitrary: fc.nat().map((at) => ({ at, form: 'garbage' as const })) },
    { weight: 1, arbitrary: fc.constantFrom({ at: 0, form: 'none' as const }) },
    { weight: 1, arbitrary: fc.nat().map((at) => ({ at, form: 'two' as const })) },
  );
  const requests: fc.Arbitrary<Drawn> = fc.record({
    method: methods,
    target: targets,
    host: hosts,
    sourceIp: addresses,
    credential: authorizations,
  });

  function valuesOf({ at, form }: Drawn['credential']): string[] {
    const one = held[at % held.length]?.authorization ?? '';
    if (form === 'held') return [one];
    if (form === 'garbage') return [garbage[at % garbage.length] ?? ''];
    return form === 'none' ? [] : [one, held[0]?.authorization ?? ''];
  }

  it('are all those that forward auth has', () => {
    const names = entryPoints.all.map(({ name }) => name);
    expect(names).to.include.members(makeDialects().map(({ name }) => name));
  });

  /** Asks everywhere, and answers with the decision. */
  async function askEverywhere(asked: Asked, answered: Map<string, number>): Promise<Outcome> {
    const [first, ...others] = entryPoints.all;
    const expected = await first!.ask(asked);
    for (const entryPoint of others) {
      if (entryPoint.cannotAsk(asked) !== null) continue;
      answered.set(entryPoint.name, (answered.get(entryPoint.name) ?? 0) + 1);
      const outcome = await entryPoint.ask(asked);
      if (asked.host === '' && entryPoint.withoutHost === 'rejected') expectRejected(outcome, entryPoint);
      else expectSame(outcome, expected, entryPoint.name);
    }
    return expected;
  }

  /** What is so for every question that names no host, or an unknown one. */
  async function expectRightHost(asked: Asked, outcome: Outcome, apis: 'one' | 'several'): Promise<void> {
    if (asked.host === UNKNOWN_HOST) expect(outcome.decision, 'unknown host').to.equal('deny no_route');
    if (asked.host !== '') return;
    if (apis === 'several') expect(outcome.decision, 'no host').to.equal('deny host_required');
    else expectSame(await entryPoints.all[0]!.ask({ ...asked, host: HOST }), outcome, 'with the host of the only API');
  }

  async function expectOneAnswer(apis: 'one' | 'several'): Promise<void> {
    const answered = new Map<string, number>();
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ credential, ...rest }) => {
        const asked: Asked = { ...rest, authorization: valuesOf(credential) };
        const expected = await askEverywhere(asked, answered);
        seen.add(expected.decision);
        await expectRightHost(asked, expected, apis);
        const subject = credential.form === 'held' ? held[credential.at % held.length]?.subject : null;
        if (subject !== null && subject !== undefined) {
          const named = await entryPoints.named(subject, asked);
          expect(named.decision, 'AuthZEN, by name').to.equal(expected.decision);
        }
      }),
      { numRuns: RUNS, examples: EXAMPLES.map((example): [Drawn] => [example]) },
    );
    // Or the entry points were not really asked, or not about much.
    for (const { name } of entryPoints.all.slice(1)) expect(answered.get(name), name).to.be.greaterThan(RUNS / 10);
    expect([...seen]).to.include.members([
      ...['allow scope_held', 'allow any_credential', 'allow public_endpoint', 'deny no_route', 'deny unsafe_path'],
      ...['deny missing_scope', 'deny no_credential', 'deny malformed_credential', 'deny unknown_credential'],
      ...(apis === 'several' ? ['deny host_required'] : []),
    ]);
  }

  describe('give one answer, with the status and body for the client', () => {
    it('where the policy has one API', () => expectOneAnswer('one')).timeout(300_000);

    it('where the policy has several APIs', async () => {
      await query(database.url, SECOND_API);
      for (const one of [replica, byHostHeader]) {
        const question = { method: 'GET', path: '/messages/1', host: OTHER_HOST };
        await eventually(async () => expect(await one.outcome(question)).to.equal('public_endpoint'));
      }
      await expectOneAnswer('several');
    }).timeout(300_000);
  });

  function expectRejected(outcome: Outcome, { name }: EntryPoint): void {
    expect(outcome.decision, name).to.be.oneOf(['deny missing_header', 'deny bad_header']);
    expect(outcome.status, `${name}: status`).to.equal(403);
  }

  function expectSame(outcome: Outcome, expected: Outcome, place: string): void {
    expect(outcome.decision, place).to.equal(expected.decision);
    expect(outcome.status, `${place}: status`).to.equal(expected.status);
    // HEAD has none, and an allow has nothing to say.
    if (outcome.body !== null) expect(outcome.body, `${place}: body`).to.equal(expected.body);
  }
});
