import { expect } from 'chai';
import fc from 'fast-check';
import { silentLog } from '../../src/base/log.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { CONTRACT_POLICY } from '../support/credential-contract.js';
import { inFields, openDoors } from '../support/doors.js';
import type { Asked, Doors, Outcome } from '../support/doors.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';
import { administrate } from '../support/administrate.js';
import type { WantedKey } from '../support/administrate.js';

const RUNS = 200;
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
  SELECT scopegate.define_endpoint('platform', 'HEAD', '/files/{id}', access => 'public');
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
const hosts = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('', 'other.example.com') },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      ...[
        'OTHER.example.com',
        'other.example.com:8443',
        'unknown.example.com',
        '[::1]',
        '[::1]:80',
        'other.example.com.',
      ],
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
const PLAIN: Drawn = { method: 'GET', target: '/me', host: '', sourceIp: '', credential: { at: 0, form: 'held' } };
const EXAMPLES: readonly Drawn[] = [
  PLAIN,
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

forEachPostgres('all doors', (server) => {
  let database: TestDatabase;
  let pool: Pool;
  let replica: Replica;
  let issuer: TokenIssuer;
  let doors: Doors;
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
    replica = await startReplica({ DATABASE_URL: database.url, ...generous });
    doors = openDoors({ grpc: replica.app.grpcPort, http: replica.app.httpPort });
  });
  after(async () => {
    doors.close();
    await issuer.stop();
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

  it('answer one and the same: decision, reason, and what the client is to get', async () => {
    const answered = new Map<string, number>();
    const seen = new Set<string>();
    await fc.assert(
      fc.asyncProperty(requests, async ({ credential, ...rest }) => {
        const asked: Asked = { ...rest, authorization: valuesOf(credential) };
        const [first, ...others] = doors.all;
        const expected = await first!.ask(asked);
        seen.add(expected.decision);
        for (const door of others) {
          if (door.cannotAsk(asked) !== null) continue;
          answered.set(door.name, (answered.get(door.name) ?? 0) + 1);
          expectSame(await door.ask(asked), expected, door.name);
        }
        if (asked.host === '' && inFields(asked, [asked.target]) === null) {
          for (const door of doors.withoutHost) {
            const { decision } = await door.ask(asked);
            expect(decision, `${door.name}, without a host`).to.equal('deny no_route');
          }
        }
        const subject = credential.form === 'held' ? held[credential.at % held.length]?.subject : null;
        if (subject !== null && subject !== undefined) {
          const named = await doors.named(subject, asked);
          expect(named.decision, 'AuthZEN, by name').to.equal(expected.decision);
        }
      }),
      { numRuns: RUNS, examples: EXAMPLES.map((example): [Drawn] => [example]) },
    );
    // Or the doors were not really asked, or not about much.
    for (const door of doors.all.slice(1)) expect(answered.get(door.name), door.name).to.be.greaterThan(RUNS / 10);
    expect([...seen]).to.include.members([
      ...['allow scope_held', 'allow any_credential', 'allow public_endpoint', 'deny no_route', 'deny unsafe_path'],
      ...['deny missing_scope', 'deny no_credential', 'deny malformed_credential', 'deny unknown_credential'],
    ]);
  }).timeout(300_000);

  function expectSame(outcome: Outcome, expected: Outcome, door: string): void {
    expect(outcome.decision, door).to.equal(expected.decision);
    expect(outcome.status, `${door}: status`).to.equal(expected.status);
    // HEAD has none, and an allow has nothing to say.
    if (outcome.body !== null) expect(outcome.body, `${door}: body`).to.equal(expected.body);
  }
});
