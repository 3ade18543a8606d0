import { expect } from 'chai';
import { makeMissBudget } from '../../../../src/service/identity/miss-budget.js';
import { makeIntrospect } from '../../../../src/service/identity/oauth/introspect.js';
import type { JsonObject } from '../../../../src/base/strict-json.js';
import type { IntrospectionRow, IssuerRow } from '../../../../src/store/ports/issuers.js';
import { rejection } from '../../../support/rejection.js';

const NOW_MS = 1_800_000_000_000;
const NOW_S = NOW_MS / 1000;
const ISSUER: IssuerRow = {
  ...{ id: 1, name: 'login', issuer: 'https://login.example.com', audience: 'https://api.example.com' },
  ...{ algorithms: ['ES256'], jwksUri: null, introspection: null },
  ...{ clientClaim: 'client_id', scopesFrom: 'both', enabled: true, scopeMap: [], sides: [] },
  maxTokenLifetimeMs: 3_600_000,
};
const AT: IntrospectionRow = {
  ...{ uri: 'https://login.example.com/introspect', client: 'scope:gate', secretName: 'login', prefix: '' },
};
const RIGHT = { active: true, aud: ISSUER.audience, exp: NOW_S + 60, client_id: 'shop', scope: 'message:send' };
const JKT = 'A'.repeat(43);

/** Asks once; `asked` is what the issuer got. */
function makeWorld(answer: JsonObject, secret: string | null = 'a b+c%') {
  const asked: { uri: string; form: string; authorization: string }[] = [];
  const introspect = makeIntrospect({
    post(uri, form, authorization) {
      asked.push({ uri, form, authorization });
      return Promise.resolve(answer);
    },
    readSecret(name, uri) {
      expect([name, uri]).to.deep.equal([AT.secretName, AT.uri]);
      return Promise.resolve(secret);
    },
    misses: makeMissBudget(1, () => NOW_MS),
    clock: () => NOW_MS,
  });
  return { asked, ask: (token = 'token') => introspect(token, ISSUER, AT) };
}

describe('Introspection', () => {
  const cases: [title: string, answer: JsonObject, expected: string][] = [
    ['a right answer', RIGHT, 'shop'],
    ['a token that is not active', { active: false }, 'unknown'],
    ['active as a text', { ...RIGHT, active: 'true' }, 'unknown'],
    ['active as a number', { ...RIGHT, active: 1 }, 'unknown'],
    ['no word about active', { ...RIGHT, active: undefined }, 'unknown'],
    ['the issuer named rightly', { ...RIGHT, iss: ISSUER.issuer }, 'shop'],
    ['another issuer', { ...RIGHT, iss: `${ISSUER.issuer}/` }, 'wrong_issuer'],
    ['our audience among others', { ...RIGHT, aud: ['x', ISSUER.audience] }, 'shop'],
    ['another audience', { ...RIGHT, aud: 'x' }, 'wrong_audience'],
    ['no audience', { ...RIGHT, aud: undefined }, 'wrong_audience'],
    ['no expiry', { ...RIGHT, exp: undefined }, 'broken_expiry'],
    ['an expiry that is a text', { ...RIGHT, exp: String(NOW_S + 60) }, 'broken_expiry'],
    ['no time of issue and an expiry within the cap', { ...RIGHT, exp: NOW_S + 3600 }, 'shop'],
    ['no time of issue and an expiry beyond the cap', { ...RIGHT, exp: NOW_S + 3606 }, 'lifetime_too_long'],
    ['a lifetime up to the cap', { ...RIGHT, iat: NOW_S - 3000, exp: NOW_S + 600 }, 'shop'],
    ['a lifetime beyond the cap', { ...RIGHT, iat: NOW_S - 3000, exp: NOW_S + 601 }, 'lifetime_too_long'],
    ['no client', { ...RIGHT, client_id: undefined }, 'no_client'],
    ['issued in an hour', { ...RIGHT, iat: NOW_S + 3600 }, 'issued_in_future'],
    ['type Bearer', { ...RIGHT, token_type: 'Bearer' }, 'shop'],
    ['type bearer', { ...RIGHT, token_type: 'bearer' }, 'shop'],
    ['a refresh token', { ...RIGHT, token_type: 'refresh_token' }, 'wrong_token_type'],
    ['an ID token', { ...RIGHT, token_type: 'urn:ietf:params:oauth:token-type:id_token' }, 'wrong_token_type'],
    ['a type that is a list', { ...RIGHT, token_type: ['Bearer'] }, 'wrong_token_type'],
    ['a type that is null', { ...RIGHT, token_type: null }, 'wrong_token_type'],
    ['type DPoP with its key', { ...RIGHT, token_type: 'DPoP', cnf: { jkt: JKT } }, 'shop'],
    ['type DPoP without a key', { ...RIGHT, token_type: 'DPoP' }, 'unknown_confirmation'],
    [
      'type DPoP with a certificate',
      { ...RIGHT, token_type: 'DPoP', cnf: { 'x5t#S256': JKT } },
      'unknown_confirmation',
    ],
  ];
  for (const [title, answer, expected] of cases) {
    it(`${title}: ${expected}`, async () => {
      const found = await makeWorld(answer).ask();
      const said = 'fault' in found ? found.detail || 'unknown' : found.clientId;
      expect(said).to.equal(expected);
    });
  }

  it('sends the token in the body alone, and name and secret as RFC 6749, section 2.3.1 encodes them', async () => {
    const { asked, ask } = makeWorld(RIGHT);
    await ask('a+b/c=&token=other');
    const [{ uri, form, authorization } = { uri: '', form: '', authorization: '' }] = asked;
    expect(uri).to.equal(AT.uri);
    expect(new URLSearchParams(form).getAll('token')).to.deep.equal(['a+b/c=&token=other']);
    expect(Buffer.from(authorization.slice('Basic '.length), 'base64').toString()).to.equal('scope%3Agate:a+b%2Bc%25');
  });

  it('has no answer without its secret, and says which one is missing', async () => {
    const error = await rejection(makeWorld(RIGHT, null).ask());
    expect(error).to.have.property('code', 'unavailable');
    expect(String(error)).to.include('"login"');
  });

  it('does not let guesses become the load of the issuer', async () => {
    const { asked, ask } = makeWorld({ active: false });
    const codes: unknown[] = [];
    for (let at = 0; at < 5; at++)
      codes.push(
        await ask().then(
          () => 'asked',
          (error: unknown) => (error as { code: string }).code,
        ),
      );
    expect(codes).to.include('resource_exhausted');
    expect(asked.length).to.be.lessThan(5);
  });
});
