import { generateKeyPairSync, sign } from 'node:crypto';
import type { HostileCase, HostileWorld } from './hostile-tokens.js';
import { AUDIENCE } from './token-issuer.js';

const UNKNOWN = 'unknown_credential';
const MALFORMED = 'malformed_credential';
const CLAIMS = `${MALFORMED} broken_token_claims`;
const HEADER = `${MALFORMED} broken_token_header`;
const FAR = 4_102_444_800;
const nowS = (): number => Math.floor(Date.now() / 1000);

/** JSON texts of a right header and right claims, without their closing brace, so that more can be written behind. */
function opened({ issuer }: HostileWorld): { header: string; claims: string } {
  const header = { alg: 'ES256', typ: 'at+jwt', kid: issuer.publicJwk.kid };
  const claims = {
    ...{ iss: issuer.url, aud: AUDIENCE, sub: 'a', client_id: 'a', jti: 'j', iat: nowS(), exp: nowS() + 600 },
    scope: 'message:send',
  };
  return { header: JSON.stringify(header).slice(0, -1), claims: JSON.stringify(claims).slice(0, -1) };
}

/** Signed by the right key over this very text. */
const written = (title: string, expected: string, more: { header?: string; claims?: string }): HostileCase => [
  title,
  expected,
  (world) => {
    const { header, claims } = opened(world);
    return world.issuer.tokenOf(`${header}${more.header ?? ''}}`, `${claims}${more.claims ?? ''}}`);
  },
];

const claims = (title: string, expected: string, given: Record<string, unknown>): HostileCase => [
  title,
  expected,
  ({ issuer }) => issuer.token(given),
];

/** Right claims in which one member is written in another way. */
const rewritten = (title: string, expected: string, from: RegExp, to: string): HostileCase => [
  title,
  expected,
  (world) => {
    const { header, claims: text } = opened(world);
    return world.issuer.tokenOf(`${header}}`, `${text}}`.replace(from, to));
  },
];

const header = (title: string, expected: string, given: Record<string, unknown>): HostileCase => [
  title,
  expected,
  async ({ issuer }) => {
    const [, payload = '', signature = ''] = (await issuer.token()).split('.');
    const head = { alg: 'ES256', typ: 'at+jwt', kid: issuer.publicJwk.kid, ...given };
    return [Buffer.from(JSON.stringify(head)).toString('base64url'), payload, signature].join('.');
  },
];

const signature = (title: string, expected: string, change: (right: Buffer) => Buffer): HostileCase => [
  title,
  expected,
  async ({ issuer }) => {
    const [head = '', payload = '', right = ''] = (await issuer.token()).split('.');
    return [head, payload, change(Buffer.from(right, 'base64url')).toString('base64url')].join('.');
  },
];

/** Which of two members counts is not ours to guess, however they are spelt. */
const TWICE: readonly HostileCase[] = [
  written('two algorithms', HEADER, { header: ',"alg":"none"' }),
  written('two algorithms, one of them escaped', HEADER, { header: ',"\\u0061lg":"none"' }),
  written('the same algorithm twice', HEADER, { header: ',"alg":"ES256"' }),
  written('two key ids', HEADER, { header: ',"kid":"other"' }),
  written('two clients', CLAIMS, { claims: ',"client_id":"root"' }),
  written('two clients, one of them escaped', CLAIMS, { claims: ',"client\\u005fid":"root"' }),
  written('two audiences', CLAIMS, { claims: ',"aud":"https://other.example.com"' }),
  written('two expiries', CLAIMS, { claims: `,"exp":${String(FAR)}` }),
  written('two scopes', CLAIMS, { claims: ',"scope":"everything"' }),
  written('two members deep inside', CLAIMS, { claims: ',"x":{"y":[{"z":1,"z":2}]}' }),
];

const NUMBERS: readonly HostileCase[] = [
  rewritten('an expiry of 1e400', `${UNKNOWN} broken_expiry`, /"exp":\d+/, '"exp":1e400'),
  rewritten('an expiry of -1e400', `${UNKNOWN} broken_expiry`, /"exp":\d+/, '"exp":-1e400'),
  rewritten('an expiry in hexadecimal', CLAIMS, /"exp":\d+/, '"exp":0xffffffff'),
  rewritten('an expiry that is NaN', CLAIMS, /"exp":\d+/, '"exp":NaN'),
  rewritten('an expiry with a leading zero', CLAIMS, /"exp":/, '"exp":0'),
  claims('an expiry in milliseconds', `${UNKNOWN} broken_expiry`, { exp: Date.now() + 600_000 }),
  claims('an expiry that is true', `${UNKNOWN} broken_expiry`, { exp: true }),
  claims('an expiry that is a list', `${UNKNOWN} broken_expiry`, { exp: [FAR] }),
  claims('an expiry that is null', `${UNKNOWN} broken_expiry`, { exp: null }),
  claims('a start that is null', `${UNKNOWN} broken_not_before`, { nbf: null }),
  claims('issued at a text', `${UNKNOWN} broken_issued_at`, { iat: String(nowS()) }),
  claims('issued in an hour', `${UNKNOWN} issued_in_future`, { iat: nowS() + 3600 }),
];

const NAMES: readonly HostileCase[] = [
  ['the issuer of the row with a slash more', UNKNOWN, ({ issuer }) => issuer.token({ iss: `${issuer.url}/` })],
  ['the issuer of the row in capitals', UNKNOWN, ({ issuer }) => issuer.token({ iss: issuer.url.toUpperCase() })],
  ['the issuer of the row and a space', UNKNOWN, ({ issuer }) => issuer.token({ iss: `${issuer.url} ` })],
  claims('our audience in a list in a list', `${UNKNOWN} wrong_audience`, { aud: [[AUDIENCE]] }),
  claims('our audience as the beginning of another', `${UNKNOWN} wrong_audience`, { aud: `${AUDIENCE}.evil.example` }),
  claims('our audience in capitals', `${UNKNOWN} wrong_audience`, { aud: AUDIENCE.toUpperCase() }),
  claims('our audience and a NUL', `${UNKNOWN} wrong_audience`, { aud: `${AUDIENCE}\u0000` }),
  claims('a subject that is a number', `${UNKNOWN} no_subject`, { sub: 7 }),
  claims('no id', `${UNKNOWN} no_token_id`, { jti: undefined }),
  claims('an id that is a number', `${UNKNOWN} no_token_id`, { jti: 1 }),
  claims('an empty client', `${UNKNOWN} no_client`, { client_id: '' }),
  claims('a client of 256 characters', `${UNKNOWN} no_client`, { client_id: 'a'.repeat(256) }),
  claims('a client with a NUL', `${UNKNOWN} no_client`, { client_id: 'a\u0000' }),
  claims('a client with half a character', CLAIMS, { client_id: 'a\ud800' }),
  claims('a client named __proto__', UNKNOWN, { client_id: '__proto__' }),
  rewritten('a client in __proto__', CLAIMS, /"client_id":"a"/, '"__proto__":{"client_id":"a"}'),
  claims('scopes with a tab between', `${UNKNOWN} broken_scopes`, { scope: 'message:read\tmessage:send' }),
  claims('scopes with another space', `${UNKNOWN} broken_scopes`, { scope: 'message:read\u00a0message:send' }),
  claims('scp with a list inside', `${UNKNOWN} broken_scopes`, { scope: undefined, scp: [['message:send']] }),
  claims('scp with an empty name', `${UNKNOWN} broken_scopes`, { scope: undefined, scp: ['message:send', ''] }),
  claims('scp that is a number', `${UNKNOWN} broken_scopes`, { scope: undefined, scp: 1 }),
  claims('scope that is null', `${UNKNOWN} broken_scopes`, { scope: null }),
  claims('a binding that is a list', `${UNKNOWN} unknown_confirmation`, { cnf: [{ jkt: 'A'.repeat(43) }] }),
  claims('a binding to a number', `${UNKNOWN} unknown_confirmation`, { cnf: { jkt: 1 } }),
  claims('a binding to half a thumbprint', `${UNKNOWN} unknown_confirmation`, { cnf: { jkt: 'A'.repeat(21) } }),
  claims('a known binding beside an unknown one', `${UNKNOWN} unknown_confirmation`, {
    cnf: { jkt: 'A'.repeat(43), osc: {} },
  }),
  claims('a binding to a whole key', `${UNKNOWN} unknown_confirmation`, { cnf: { jwk: { kty: 'EC' } } }),
];

const HEADERS: readonly HostileCase[] = [
  ...['ES256 ', 'ES256K', 'ES512', 'EdDSA', 'PS256', 'HS256\u0000', 'NONE', ''].map((alg) =>
    header(`alg ${JSON.stringify(alg)}`, `${UNKNOWN} algorithm_not_allowed`, { alg }),
  ),
  header('alg null', `${UNKNOWN} algorithm_not_allowed`, { alg: null }),
  header('crit that is a text', `${UNKNOWN} critical_header`, { crit: 'exp' }),
  header('crit that is null', `${UNKNOWN} critical_header`, { crit: null }),
  header('crit of b64, which is true', `${UNKNOWN} critical_header`, { crit: ['b64'], b64: true }),
  header('crit that names crit', `${UNKNOWN} critical_header`, { crit: ['crit'] }),
  header('compressed claims', `${UNKNOWN} nested_token`, { zip: 'DEF' }),
  header('signed and called encrypted', `${UNKNOWN} nested_token`, { enc: 'A256GCM' }),
  header('a typ that is a list', `${UNKNOWN} wrong_token_type`, { typ: ['at+jwt'] }),
  header('a typ with a parameter', `${UNKNOWN} wrong_token_type`, { typ: 'at+jwt; charset=utf-8' }),
  header('a typ with a space', `${UNKNOWN} wrong_token_type`, { typ: 'at+jwt ' }),
  header('a kid that is null', `${UNKNOWN} broken_key_id`, { kid: null }),
  header('a kid that is an object', `${UNKNOWN} broken_key_id`, { kid: { toString: 'k1' } }),
  header('a kid of 4,000 characters', HEADER, { kid: 'k'.repeat(4000) }),
  header('an empty kid', UNKNOWN, { kid: '' }),
  header('a kid with a NUL', UNKNOWN, { kid: 'k1\u0000' }),
];

const R = Buffer.alloc(32);
/** The order of P-256 (FIPS 186-5): as r it is 0. */
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');

const SIGNATURES: readonly HostileCase[] = [
  signature('r of 0', UNKNOWN, (right) => Buffer.concat([R, right.subarray(32)])),
  signature('s of 0', UNKNOWN, (right) => Buffer.concat([right.subarray(0, 32), R])),
  signature('r and s of the order of the curve', UNKNOWN, () => Buffer.concat([ORDER, ORDER])),
  signature('a byte less', UNKNOWN, (right) => right.subarray(0, 63)),
  signature('a byte more', UNKNOWN, (right) => Buffer.concat([right, Buffer.alloc(1)])),
  signature('one bit flipped', UNKNOWN, (right) =>
    Buffer.concat([Buffer.from([(right[0] ?? 0) ^ 1]), right.subarray(1)]),
  ),
  [
    'a signature in DER',
    UNKNOWN,
    async ({ issuer }) => {
      const body = (await issuer.token()).split('.').slice(0, 2).join('.');
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
    },
  ],
];

const FORMS: readonly HostileCase[] = [
  ['no claims', CLAIMS, async ({ issuer }) => (await issuer.token()).replace(/\.[^.]*\./, '..')],
  [
    'a token as the claims of another',
    CLAIMS,
    async ({ issuer }) => issuer.tokenOf(`${opened({ issuer, evil: issuer }).header}}`, await issuer.token()),
  ],
  ['a space before the header', UNKNOWN, (world) => world.issuer.tokenOf(` ${opened(world).header}}`, '{}')],
  ['a token in quotation marks', `${MALFORMED} no_bearer_token`, async ({ issuer }) => `"${await issuer.token()}"`],
  ['the scheme twice', `${MALFORMED} no_bearer_token`, async ({ issuer }) => `Bearer ${await issuer.token()}`],
  ['an escaped dot', `${MALFORMED} no_bearer_token`, async ({ issuer }) => (await issuer.token()).replace('.', '%2e')],
  ['a dot more', `${MALFORMED} broken_token`, async ({ issuer }) => `${await issuer.token()}.`],
  ['padding alone', `${MALFORMED} no_bearer_token`, () => '===='],
  [
    'a space that is none behind it',
    `${MALFORMED} no_bearer_token`,
    async ({ issuer }) => `${await issuer.token()}\u00a0`,
  ],
  written('something behind the claims', CLAIMS, { claims: '}{' }),
  written('a comment in the claims', CLAIMS, { claims: '/* */' }),
  written('claims of more than 6,000 bytes', `${MALFORMED} too_long`, { claims: `,"x":"${'x'.repeat(6000)}"` }),
  written('a list nested nine deep', CLAIMS, { claims: `,"x":${'['.repeat(9)}${']'.repeat(9)}` }),
];

/** Tokens that one reader may take for right: mostly with a right signature over what is written in an odd way. */
export const MISSPELT_TOKENS: readonly HostileCase[] = [
  ...TWICE,
  ...NUMBERS,
  ...NAMES,
  ...HEADERS,
  ...SIGNATURES,
  ...FORMS,
];

/** Unusual and right. */
export const UNUSUAL_TOKENS: readonly HostileCase[] = [
  rewritten('a name with an escape in it', 'scope_held', /client_id/, 'client\\u005fid'),
  rewritten('white space between the claims', 'scope_held', /,/g, ' ,\n\t'),
  rewritten('an expiry with a fraction', 'scope_held', /"exp":(\d+)/, '"exp":$1.5'),
  rewritten('a claim of 1e400 that nobody asks for', 'scope_held', /^\{/, '{"x":1e400,'),
  claims('our audience among others', 'scope_held', { aud: ['https://other.example.com', AUDIENCE] }),
  claims('a start that is over', 'scope_held', { nbf: nowS() - 60 }),
  claims('scp as a list', 'scope_held', { scope: undefined, scp: ['message:send'] }),
  claims('scp as a text', 'scope_held', { scope: undefined, scp: 'message:send' }),
  claims('eight levels', 'scope_held', { x: [[[[[[[1]]]]]]] }),
  ['typ in capitals', 'scope_held', ({ issuer }) => issuer.token({}, { typ: 'AT+JWT' })],
  ['typ as a media type', 'scope_held', ({ issuer }) => issuer.token({}, { typ: 'application/at+jwt' })],
  ['no kid where there is one key', 'scope_held', ({ issuer }) => issuer.token({}, { kid: undefined })],
];
