import { expect } from 'chai';
import { readDocumented } from '../../../support/documented.js';
import type { Documented } from '../../../support/documented.js';
import { PASSWORD, makeMaker, newIssuer } from '../../../support/maker.js';
import type { Maker } from '../../../support/maker.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { observe } from '../../../support/observed.js';
import type { Observed } from '../../../support/observed.js';
import { onOnePostgres } from '../../../support/postgres.js';
import type { TestDatabase } from '../../../support/postgres.js';

type Body = Readonly<Record<string, unknown>>;

/** Not even a character that a text of people may have; numbers and objects are no text. */
const NO_TEXTS: readonly unknown[] = ['\u0000', 'a\u0000b', '\ud800', 'a\udfffb', 5, {}, ['a'], true];
const NO_NAMES: readonly unknown[] = [...NO_TEXTS, '', ' a', 'a ', 'a\nb', 'a\u007fb', 'a\u2028b', 'x'.repeat(3000)];
const NO_SCOPES: readonly unknown[] = [...NO_NAMES, 'a b', 'a"b', 'a\\b', 'ä', 'x'.repeat(256)];
const NO_URLS: readonly unknown[] = [
  ...NO_NAMES,
  'x',
  'http://example.com',
  'https://u@example.com',
  'https://example.com/#a',
  'https://exa mple.com',
];
const NO_TIMES: readonly unknown[] = [
  ...NO_TEXTS,
  ...['', 'tomorrow', '2027-02-31T00:00:00Z', '1969-12-31T23:59:59Z', '9999-12-31T00:00:00Z', '10000-01-01T00:00:00Z'],
  ...[
    '2027-01-01T24:00:00Z',
    '2027-01-01 00:00',
    '2027-01-01T00:00:00',
    'infinity',
    '-infinity',
    '2027-13-01T00:00:00Z',
  ],
];
const NO_ADDRESSES: readonly unknown[] = [
  ...NO_TEXTS,
  ...['', 'x', '127.0.0.1/032', '127.0.0.1/08', '127.0.0.1/33', '127.0.0.1/-1', '127.0.0.1/', '127.0.0.1/ 8'],
  ...[
    '127.0.0.01',
    '0177.0.0.1',
    '127.1',
    '2130706433',
    '10.0.0.1/8',
    '10.0.0.0/8 ',
    '10.0.0.0/+8',
    '10.0.0.0/255.0.0.0',
  ],
  ...[
    '::1/129',
    '::1/0128',
    '::1/064',
    '2001:db8::1/32',
    'fe80::1%eth0',
    '[::1]',
    ':::',
    '1:2:3',
    '::ffff:10.0.0.1/104',
  ],
];

/** What is wrong in a field of this name, wherever it stands; a field that is not here fails the test. */
const WRONG: Readonly<Record<string, readonly unknown[]>> = {
  ...{ name: NO_NAMES, account: NO_NAMES, roles: NO_NAMES, issuerName: NO_NAMES },
  ...{ scopes: NO_SCOPES, ours: NO_SCOPES, theirs: NO_SCOPES.filter((text) => text !== 'x'.repeat(256)) },
  ...{ notBefore: NO_TIMES, expiresAt: NO_TIMES, allowedAddresses: NO_ADDRESSES },
  login: [...NO_NAMES, 'a:b'],
  password: [...NO_TEXTS, '', 'short', 'a line\nand another'],
  description: [...NO_TEXTS, 'x'.repeat(3000)],
  ...{ issuer: NO_URLS, jwksUri: NO_URLS, uri: NO_URLS },
  audience: [...NO_TEXTS, '', 'a\nb', 'x'.repeat(3000)],
  client: [...NO_TEXTS, '', 'ä', 'x'.repeat(256)],
  clientId: [...NO_TEXTS, '', 'ä', 'x'.repeat(256)],
  secretName: [...NO_NAMES, '1', 'a b'],
  prefix: [...NO_TEXTS, 'a b', 'ä', 'x'.repeat(65)],
  algorithms: [...NO_TEXTS, 'none', 'HS256'],
  ...{ clientClaim: [...NO_TEXTS, 'iss'], scopesFrom: [...NO_TEXTS, 'all'] },
  enabled: [5, 'true', {}, null],
  ...{ overlapSeconds: [-1, 1.5, '5', {}, null, 1e12], maxTokenLifetimeSeconds: [-1, 1.5, '60', {}, null, 59, 1e12] },
  ...{ idleSeconds: [-1, 1.5, '60', {}, null, 59, 1e12], lifetimeSeconds: [-1, 1.5, '60', {}, null, 59, 1e12] },
};

const INTROSPECTION = { uri: 'https://a.example.com/i', client: 'shop', secretName: 'shop', prefix: 'opq_' };
const GRANTS = { scopes: ['sms:send'], roles: [], allowedAddresses: [] };
const TIMES = { notBefore: null, expiresAt: '2030-01-01T00:00:00Z' };
const SETTINGS = {
  algorithms: ['RS256'],
  introspection: INTROSPECTION,
  ...{ clientClaim: 'client_id', scopesFrom: 'both', enabled: true, maxTokenLifetimeSeconds: 600 },
  scopeMap: [{ theirs: 'sms', ours: 'sms:send' }],
};

interface Target {
  readonly body: Body;
  readonly of?: string;
}

/** A request that would be fine, with every field of the body; null for a question, which may be about any text and stores none. */
const FINE: Readonly<Record<string, ((make: Maker) => Promise<Target>) | null>> = {
  createApiKey: (make) => Promise.resolve({ body: { name: make.fresh(), account: 'acme', ...GRANTS, ...TIMES } }),
  editApiKey: async (make) => ({ of: await make.key(), body: { name: 'n', ...GRANTS, ...TIMES } }),
  rotateApiKey: async (make) => ({ of: await make.key(), body: { overlapSeconds: 0 } }),
  createUser: (make) =>
    Promise.resolve({ body: { login: make.fresh(), password: PASSWORD, name: 'n', account: 'acme', ...GRANTS } }),
  editUser: async (make) => ({ of: await make.user(), body: { name: 'n', enabled: true, ...GRANTS } }),
  setUserPassword: async (make) => ({ of: await make.user(), body: { password: PASSWORD } }),
  defineRole: async (make) => ({ of: await make.role(), body: { description: 'd', scopes: [] } }),
  createOAuthIssuer: (make) => Promise.resolve({ body: { ...newIssuer(make.fresh()), ...SETTINGS } }),
  editOAuthIssuer: async (make) => {
    const name = await make.issuer();
    const { issuer, jwksUri, audience } = newIssuer(name);
    return { of: name, body: { issuer, jwksUri, audience, ...SETTINGS } };
  },
  createOAuthClient: async (make) => ({
    body: { issuer: await make.issuer(), clientId: 'shop', name: 'n', account: 'acme', ...GRANTS },
  }),
  editOAuthClient: async (make) => ({
    of: await make.client(),
    body: { name: 'n', enabled: true, ...GRANTS, ...TIMES },
  }),
  beginUserSession: async (make) => ({ of: await make.user(), body: { idleSeconds: 60, lifetimeSeconds: 60 } }),
  signIn: null,
  previewScopes: null,
  explainCheck: null,
};

interface Misspelt {
  readonly field: string;
  readonly value: unknown;
  readonly body: Body;
}

/** Every way to get one field of the body wrong, also inside of lists and of objects in it. */
function* misspell(id: string, body: Body): Generator<Misspelt> {
  for (const [field, fine] of Object.entries(body)) {
    const isIssuerName = id === 'createOAuthClient' && field === 'issuer';
    const kind = isIssuerName ? 'issuerName' : field;
    if (isObject(fine)) {
      for (const inner of misspell(id, fine)) yield { ...inner, body: { ...body, [field]: inner.body } };
    } else if (Array.isArray(fine) && isObject(fine[0])) {
      for (const inner of misspell(id, fine[0])) yield { ...inner, body: { ...body, [field]: [inner.body] } };
    } else {
      const values = WRONG[kind];
      if (values === undefined) throw new Error(`say what is wrong in a field "${kind}"`);
      const wrap = (value: unknown): unknown => (Array.isArray(fine) ? [value] : value);
      for (const value of values) yield { field, value, body: { ...body, [field]: wrap(value) } };
    }
  }
}

function isObject(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

onOnePostgres('A malformed input of the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let operations: readonly Documented[];
  let observed: Observed;
  let make: Maker;
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    operations = await readDocumented(world);
    observed = observe(world, operations);
    make = makeMaker(observed);
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  it('is tried for every operation with a body, and for every field of it', async () => {
    const withBody = operations.filter(({ body }) => body !== null);
    expect(Object.keys(FINE)).to.have.members(withBody.map(({ id }) => id));
    for (const { id, body } of withBody) {
      const fine = await FINE[id]?.(make);
      const fields = Object.keys(body?.['properties'] ?? {});
      if (fine !== undefined) expect(Object.keys(fine.body), id).to.have.members(fields);
    }
  });

  const writing = Object.entries(FINE).flatMap(([id, prepare]) => (prepare === null ? [] : [{ id, prepare }]));
  for (const { id, prepare } of writing) {
    it(`is 400 and names the field by a JSON pointer: ${id}`, async () => {
      const faults: string[] = [];
      const { of, body: fine } = await prepare(make);
      for (const { field, value, body } of misspell(id, fine)) {
        const asked = { body, headers: { 'if-match': '*' }, ...(of === undefined ? {} : { of }) };
        const reply = await observed.ask(id, asked);
        const text = JSON.stringify(reply.body);
        const { violations = [] } = reply.body as { violations?: { property: string }[] };
        const arePointers = violations.every(({ property }) => property === '' || property.startsWith('/'));
        if (reply.status !== 400 || !text.includes(field) || !arePointers)
          faults.push(`${field} ${JSON.stringify(value).slice(0, 40)}: ${String(reply.status)} ${text.slice(0, 200)}`);
      }
      expect(faults).to.deep.equal([]);
    });
  }
});
