import { crc32 } from 'node:zlib';
import { silentLog } from '../../src/base/log.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { describeSurfaces } from '../support/contract-surfaces.js';
import { CONTRACT_POLICY, describeKind } from '../support/credential-contract.js';
import type { KindUnderTest } from '../support/credential-contract.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';
import { AUDIENCE, startTokenIssuer } from '../support/token-issuer.js';
import type { TokenIssuer } from '../support/token-issuer.js';
import { administrate } from '../support/administrate.js';

const PASSWORD = 'correct horse battery staple';

function basic(login: string, password = PASSWORD): string {
  return `Basic ${Buffer.from(`${login}:${password}`).toString('base64')}`;
}

/** The same public id, another secret, and the checksum that goes with it. */
function withOtherSecret(authorization: string): string {
  const [scheme = '', token = ''] = authorization.split(' ');
  const other = mintApiKey('x').key.split('_')[2]?.slice(0, -6) ?? '';
  const body = [...token.split('_').slice(0, 2), other].join('_');
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let checksum = '';
  for (let rest = crc32(body), place = 0; place < 6; place++, rest = Math.floor(rest / 62)) {
    checksum = digits.charAt(rest % 62) + checksum;
  }
  return `${scheme} ${body}${checksum}`;
}

const jose = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

forEachPostgres('the contract of credentials', function (server) {
  let database: TestDatabase;
  let pool: Pool;
  let replica: Replica;
  let made = 0;
  let issuer: TokenIssuer;
  let strangersToken = '';
  before(async () => {
    database = await server.createDatabase();
    await query(database.url, CONTRACT_POLICY);
    pool = makePool(database.url, { log: silentLog });
    issuer = await startTokenIssuer();
    await query(
      database.url,
      `SELECT scopegate.define_issuer('tests', '${issuer.url}', '${AUDIENCE}', jwks_uri => '${issuer.url}/jwks')`,
    );
    strangersToken = await issuer.token({ client_id: 'nobody' });
    // Wrong passwords are part of the contract; their limits are tested apart.
    const generous = { SCOPEGATE_PASSWORD_ATTEMPTS_PER_USER: '1000', SCOPEGATE_PASSWORD_ATTEMPTS_PER_SOURCE: '1000' };
    const often = { SCOPEGATE_USE_FLUSH_INTERVAL_MS: '200' };
    replica = await startReplica({ DATABASE_URL: await database.serverUrl(), ...generous, ...often });
  });
  after(async () => {
    await issuer.stop();
    await replica.stop();
    await pool.close();
    await database.drop();
  });
  const world = { url: () => database.url, replica: () => replica };

  async function makeUser(): Promise<string> {
    made++;
    const login = `zoë.${String(made)}@example.com`;
    await administrate(pool).user(login, { name: 'Zoë', scopes: ['message:send'], password: PASSWORD });
    return login;
  }

  const apiKey: KindUnderTest = {
    kind: 'api_key',
    async make() {
      const { secret, publicId } = await administrate(pool).key({ scopes: ['message:send'] });
      return { authorization: `App ${secret}`, holder: publicId };
    },
    forge: ({ authorization }) => withOtherSecret(authorization),
    stranger: () => `App ${mintApiKey('sgk').key}`,
    malformed: [
      ['a key of another environment', `App ${mintApiKey('other').key}`],
      ['a session token under App', `App ${mintApiKey('sgks').key}`],
      ['a mistyped key', 'App sgk_1'],
      ['two keys', `App ${mintApiKey('sgk').key}, App ${mintApiKey('sgk').key}`],
    ],
  };

  const user: KindUnderTest = {
    kind: 'user',
    async make() {
      const login = await makeUser();
      return { authorization: basic(login), holder: login };
    },
    forge: ({ holder }) => basic(holder, `${PASSWORD}!`),
    stranger: () => basic('nobody@example.com'),
    malformed: [
      ['what is no base64', 'Basic %%%'],
      ['base64 without its padding', `Basic ${Buffer.from('a:b').toString('base64').slice(0, -1)}=x`],
      ['no colon', `Basic ${Buffer.from('zoë').toString('base64')}`],
      ['bytes that are no UTF-8', `Basic ${Buffer.from([0x61, 0x3a, 0xff]).toString('base64')}`],
      ['a control character', basic('zoë', 'a\u0000b')],
    ],
  };

  const session: KindUnderTest = {
    kind: 'session',
    async make() {
      const login = await makeUser();
      const { token } = await administrate(pool).session(login);
      return { authorization: `IBSSO ${token}`, holder: login };
    },
    forge: ({ authorization }) => withOtherSecret(authorization),
    stranger: () => `IBSSO ${mintApiKey('sgks').key}`,
    malformed: [
      ['an API key under IBSSO', `IBSSO ${mintApiKey('sgk').key}`],
      ['a token that is none', 'IBSSO token'],
    ],
  };

  const oauthToken: KindUnderTest = {
    kind: 'oauth_token',
    async make() {
      made++;
      const holder = `client-${String(made)}`;
      await query(
        database.url,
        `SELECT scopegate.define_oauth_client('${holder}', 'tests', '${holder}', 'acme', 'message:send')`,
      );
      return { authorization: `Bearer ${await issuer.token({ client_id: holder })}`, holder };
    },
    forge: ({ authorization }) => `${authorization.slice(0, -8)}AAAAAAAA`,
    stranger: () => `Bearer ${strangersToken}`,
    malformed: [
      ['what is no token', 'Bearer {}'],
      ['no token', 'Bearer '],
      ['a token without its signature', `Bearer ${jose({ alg: 'ES256' })}.${jose({ iss: 'x' })}.`],
      ['an encrypted token', `Bearer ${jose({ alg: 'dir', enc: 'A128GCM' })}..AA.AA.AA`],
      ['claims that are no object', `Bearer ${jose({ alg: 'ES256' })}.${jose([])}.AA`],
    ],
  };

  for (const under of [apiKey, user, session, oauthToken]) {
    describe(`of kind ${under.kind}`, () => {
      describeKind(under, world);
      describeSurfaces(under, world);
    });
  }
});
