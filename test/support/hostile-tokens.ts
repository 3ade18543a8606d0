import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK } from 'jose';
import { AUDIENCE } from './token-issuer.js';
import type { TokenIssuer } from './token-issuer.js';

/** The issuer that is configured, and somebody else who would like to be. */
export interface HostileWorld {
  readonly issuer: TokenIssuer;
  readonly evil: TokenIssuer;
}

export type HostileCase = readonly [
  title: string,
  expected: string,
  make: (world: HostileWorld) => Promise<string> | string,
];

const UNKNOWN = 'unknown_credential';
const MALFORMED = 'malformed_credential';
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const raw = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');
const nowS = (): number => Math.floor(Date.now() / 1000);

/** Another header on the signature of a right token. */
async function withHeader({ issuer }: HostileWorld, header: object): Promise<string> {
  const [, claims = '', signature = ''] = (await issuer.token()).split('.');
  return [part({ alg: 'ES256', typ: 'at+jwt', kid: issuer.publicJwk.kid, ...header }), claims, signature].join('.');
}

/** Another piece in a right token. */
async function withPart({ issuer }: HostileWorld, at: 0 | 1 | 2, text: string): Promise<string> {
  const parts = (await issuer.token()).split('.');
  parts[at] = text;
  return parts.join('.');
}

const claims = (title: string, expected: string, given: Record<string, unknown>): HostileCase => [
  title,
  expected,
  ({ issuer }) => issuer.token(given),
];

/** Signed by the right key, so that nothing but the header is wrong. */
const header = (title: string, expected: string, given: Record<string, unknown>): HostileCase => [
  title,
  expected,
  ({ issuer }) => issuer.token({}, given),
];

/** An HMAC whose key is what everybody knows: the public key (RFC 8725, section 2.1). */
async function hmacWithPublicKey({ issuer }: HostileWorld, alg: string, kid?: string): Promise<string> {
  const spki = await exportSPKI((await importJWK(issuer.publicJwk, 'ES256', { extractable: true })) as never);
  const body = `${part({ alg, typ: 'at+jwt', kid: kid ?? issuer.publicJwk.kid })}.${part(rightClaims(issuer))}`;
  return `${body}.${createHmac('sha256', spki).update(body).digest('base64url')}`;
}

async function byEvil({ issuer, evil }: HostileWorld, header: object, given: object = {}): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return evil.tokenBy(privateKey, { ...rightClaims(issuer), ...given }, { kid: issuer.publicJwk.kid, ...header });
}

function rightClaims({ url }: TokenIssuer): Record<string, unknown> {
  return { iss: url, aud: AUDIENCE, sub: 'a', client_id: 'a', jti: 'j', iat: nowS(), exp: nowS() + 600 };
}

function rsaToken({ issuer }: HostileWorld, bits: number): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: bits });
  const body = `${part({ alg: 'RS256', typ: 'at+jwt', kid: issuer.publicJwk.kid })}.${part(rightClaims(issuer))}`;
  return `${body}.${sign('sha256', Buffer.from(body), privateKey).toString('base64url')}`;
}

function nested(depth: number): string {
  return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

const FORM: readonly HostileCase[] = [
  ['nothing', `${MALFORMED} no_token`, () => ''],
  ['a character that no token has', `${MALFORMED} no_bearer_token`, () => 'ab{c'],
  ['a space inside', `${MALFORMED} no_bearer_token`, () => 'ab cd'],
  [
    'two tokens',
    `${MALFORMED} several_credentials`,
    async ({ issuer }) => `${await issuer.token()}, ${await issuer.token()}`,
  ],
  ['a line break', `${MALFORMED} control_character`, () => 'ab\r\ncd'],
  ['8,001 characters', `${MALFORMED} token_too_long`, () => 'a'.repeat(8_001)],
  ['more than a header may have', `${MALFORMED} too_long`, () => 'a'.repeat(9_000)],
  ['an opaque token that nobody gave out', UNKNOWN, () => 'a1b2c3d4'],
  ['no signature', `${MALFORMED} unsigned_token`, (world) => withPart(world, 2, '')],
  [
    'an encrypted token',
    `${MALFORMED} encrypted_token`,
    () => `${part({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`,
  ],
  ['four parts', `${MALFORMED} broken_token`, async ({ issuer }) => `${await issuer.token()}.AAAA`],
  ['padding in the signature', `${MALFORMED} broken_token`, async ({ issuer }) => `${await issuer.token()}==`],
  [
    'another spelling of the signature',
    `${MALFORMED} broken_token`,
    (world) => withPart(world, 2, `${'A'.repeat(85)}B`),
  ],
  ['base64 instead of base64url', `${MALFORMED} broken_token`, (world) => withPart(world, 2, '+/+/')],
  ['a header that is no JSON', `${MALFORMED} broken_token_header`, (world) => withPart(world, 0, raw('{"alg"'))],
  [
    'a header with bytes that are no UTF-8',
    `${MALFORMED} broken_token_header`,
    (world) => withPart(world, 0, raw('{"a":"\xff"}')),
  ],
  [
    'a header of 2,049 bytes',
    `${MALFORMED} broken_token_header`,
    (world) => withPart(world, 0, part({ a: 'x'.repeat(2_041) })),
  ],
  ['a deep header', `${MALFORMED} broken_token_header`, (world) => withPart(world, 0, raw(nested(9)))],
  ['claims that are an array', `${MALFORMED} broken_token_claims`, (world) => withPart(world, 1, part([1]))],
  ['claims that are null', `${MALFORMED} broken_token_claims`, (world) => withPart(world, 1, part(null))],
  ['claims nested 200 deep', `${MALFORMED} broken_token_claims`, (world) => withPart(world, 1, raw(nested(200)))],
  [
    'claims with a byte order mark',
    `${MALFORMED} broken_token_claims`,
    (world) => withPart(world, 1, raw('\xef\xbb\xbf{}')),
  ],
];

const HEADERS: readonly HostileCase[] = [
  ['alg none', `${UNKNOWN} algorithm_not_allowed`, (world) => withHeader(world, { alg: 'none' })],
  ['alg nOnE', `${UNKNOWN} algorithm_not_allowed`, (world) => withHeader(world, { alg: 'nOnE' })],
  ['no alg', `${UNKNOWN} algorithm_not_allowed`, (world) => withHeader(world, { alg: undefined })],
  ['an alg that is a list', `${UNKNOWN} algorithm_not_allowed`, (world) => withHeader(world, { alg: ['ES256'] })],
  ['an alg in lower case', `${UNKNOWN} algorithm_not_allowed`, (world) => withHeader(world, { alg: 'es256' })],
  ['HMAC with the public key', `${UNKNOWN} algorithm_not_allowed`, (world) => hmacWithPublicKey(world, 'HS256')],
  ['HMAC with the public key that calls itself ES256', UNKNOWN, (world) => hmacWithPublicKey(world, 'ES256')],
  [
    'an algorithm that the issuer does not use',
    `${UNKNOWN} algorithm_not_allowed`,
    (world) => withHeader(world, { alg: 'ES384' }),
  ],
  ['an RSA signature under the kid of an EC key', UNKNOWN, (world) => rsaToken(world, 2048)],
  ['an RSA key of 1,024 bits', UNKNOWN, (world) => rsaToken(world, 1024)],
  header('typ JWT', `${UNKNOWN} wrong_token_type`, { typ: 'JWT' }),
  header('no typ', `${UNKNOWN} wrong_token_type`, { typ: undefined }),
  header('an ID token', `${UNKNOWN} wrong_token_type`, { typ: 'id_token+jwt' }),
  header('a logout token', `${UNKNOWN} wrong_token_type`, { typ: 'logout+jwt' }),
  header('a DPoP proof as a token', `${UNKNOWN} wrong_token_type`, { typ: 'dpop+jwt' }),
  header('a typ that only ends rightly', `${UNKNOWN} wrong_token_type`, { typ: 'x-at+jwt' }),
  ['jku of a listener', `${UNKNOWN} key_in_header`, (world) => byEvil(world, { jku: `${world.evil.url}/jwks` })],
  [
    'jku of the issuer itself',
    `${UNKNOWN} key_in_header`,
    ({ issuer }) => issuer.token({}, { jku: `${issuer.url}/jwks` }),
  ],
  ['x5u of a listener', `${UNKNOWN} key_in_header`, (world) => byEvil(world, { x5u: `${world.evil.url}/x` })],
  ['a key of its own', `${UNKNOWN} key_in_header`, (world) => byEvil(world, { jwk: world.evil.publicJwk })],
  ['a chain of its own', `${UNKNOWN} key_in_header`, (world) => byEvil(world, { x5c: ['AAAA'] })],
  ['jku that is null', `${UNKNOWN} key_in_header`, (world) => withHeader(world, { jku: null })],
  ['an unknown crit', `${UNKNOWN} critical_header`, (world) => withHeader(world, { crit: ['exp'], exp: 1 })],
  ['an empty crit', `${UNKNOWN} critical_header`, (world) => withHeader(world, { crit: [] })],
  ['unencoded claims', `${UNKNOWN} critical_header`, (world) => withHeader(world, { b64: false })],
  header('a token in a token', `${UNKNOWN} nested_token`, { cty: 'JWT' }),
  ['a kid that is a number', `${UNKNOWN} broken_key_id`, (world) => withHeader(world, { kid: 1 })],
  ['a kid of 257 characters', `${UNKNOWN} broken_key_id`, (world) => withHeader(world, { kid: 'k'.repeat(257) })],
  ['a kid that is a path', UNKNOWN, (world) => byEvil(world, { kid: '../../../../dev/null' })],
  ['a kid that is SQL', UNKNOWN, (world) => byEvil(world, { kid: `x' UNION SELECT 'secret` })],
  ['a kid that is a URL of a listener', UNKNOWN, (world) => byEvil(world, { kid: `${world.evil.url}/k` })],
  ['a kid named __proto__', UNKNOWN, (world) => byEvil(world, { kid: '__proto__' })],
];

const SIGNATURES: readonly HostileCase[] = [
  ['the right kid and another key', UNKNOWN, (world) => byEvil(world, {})],
  ['no kid and another key', UNKNOWN, (world) => byEvil(world, { kid: undefined })],
  ['a signature of zeros', UNKNOWN, (world) => withPart(world, 2, 'A'.repeat(86))],
  ['a short signature', UNKNOWN, (world) => withPart(world, 2, 'AAAA')],
  [
    'other claims under a right signature',
    UNKNOWN,
    (world) => withPart(world, 1, part({ ...rightClaims(world.issuer), client_id: 'root' })),
  ],
  ['a token of another issuer', UNKNOWN, ({ evil }) => evil.token()],
];

const CLAIMS: readonly HostileCase[] = [
  claims('the issuer with a slash more', UNKNOWN, { iss: 'http://127.0.0.1/' }),
  claims('no issuer', UNKNOWN, { iss: undefined }),
  claims('an issuer that is a list', UNKNOWN, { iss: ['http://127.0.0.1'] }),
  claims('another audience', `${UNKNOWN} wrong_audience`, { aud: 'https://other.example.com' }),
  claims('our audience with a slash more', `${UNKNOWN} wrong_audience`, { aud: `${AUDIENCE}/` }),
  claims('no audience', `${UNKNOWN} wrong_audience`, { aud: undefined }),
  claims('an empty list of audiences', `${UNKNOWN} wrong_audience`, { aud: [] }),
  claims('an audience that is an object', `${UNKNOWN} wrong_audience`, { aud: { [AUDIENCE]: true } }),
  claims('our audience beside a number', `${UNKNOWN} wrong_audience`, { aud: [AUDIENCE, 1] }),
  claims('expired', 'expired', { exp: nowS() - 60 }),
  claims('no expiry', `${UNKNOWN} broken_expiry`, { exp: undefined }),
  claims('an expiry that is a text', `${UNKNOWN} broken_expiry`, { exp: '9999999999' }),
  claims('an expiry beyond all calendars', `${UNKNOWN} broken_expiry`, { exp: 1e300 }),
  claims('an expiry before the epoch', `${UNKNOWN} broken_expiry`, { exp: -1 }),
  // Far off: the table is read when the run begins, and its turn may come much later.
  claims('not valid yet', 'not_yet_valid', { nbf: nowS() + 86_400 }),
  claims('a start that is a text', `${UNKNOWN} broken_not_before`, { nbf: 'now' }),
  claims('issued tomorrow', `${UNKNOWN} issued_in_future`, { iat: nowS() + 86_400 }),
  claims('no time of issue', `${UNKNOWN} broken_issued_at`, { iat: undefined }),
  claims('no subject', `${UNKNOWN} no_subject`, { sub: undefined }),
  claims('no client', `${UNKNOWN} no_client`, { client_id: undefined }),
  claims('a client that is an object', `${UNKNOWN} no_client`, { client_id: { toString: 'a' } }),
  claims('a client that nobody knows', UNKNOWN, { client_id: 'nobody' }),
  claims('a client with a space at the end', UNKNOWN, { client_id: 'a ' }),
  claims('scopes that are an object', `${UNKNOWN} broken_scopes`, { scope: { 'message:send': true } }),
  claims('scope as a list', `${UNKNOWN} broken_scopes`, { scope: ['message:send'] }),
  claims('scope and scp', `${UNKNOWN} broken_scopes`, { scp: ['message:send'] }),
  claims('scopes with a quotation mark', `${UNKNOWN} broken_scopes`, { scope: 'message:send"' }),
  claims('300 scopes', `${UNKNOWN} broken_scopes`, {
    scope: Array.from({ length: 300 }, (_, at) => `s${String(at)}`).join(' '),
  }),
  claims('a scope in capitals', 'missing_scope', { scope: 'MESSAGE:SEND' }),
  claims('no scope', 'missing_scope', { scope: undefined }),
  claims('a binding that nobody knows', `${UNKNOWN} unknown_confirmation`, { cnf: { kid: 'x' } }),
  claims('an empty binding', `${UNKNOWN} unknown_confirmation`, { cnf: {} }),
  claims('a binding that is null', `${UNKNOWN} unknown_confirmation`, { cnf: null }),
  claims('a binding to a key, sent plain', `${UNKNOWN} token_is_bound`, { cnf: { jkt: 'A'.repeat(43) } }),
  claims('a binding to a certificate, sent plain', `${UNKNOWN} token_is_bound`, {
    cnf: { 'x5t#S256': 'A'.repeat(43) },
  }),
];

/** Tokens as attackers and broken issuers send them; each with what `POST /messages` must answer, and the detail. */
export const HOSTILE_TOKENS: readonly HostileCase[] = [...FORM, ...HEADERS, ...SIGNATURES, ...CLAIMS];
