import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { findSecretsProblems, makeReadOauthSecret } from '../../src/store/oauth-secrets-file.js';
import { rejection } from '../support/rejection.js';

describe('Secrets for introspection', () => {
  let directory: string;
  let file: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), 'scopegate-secrets-'));
    file = join(directory, 'secrets.json');
  });
  after(() => {
    rmSync(directory, { recursive: true });
  });

  const URI = 'https://login.example.com/introspect';
  const bound = (uri: string) => ({ login: { uri, secret: 's' } });
  const cases: readonly [title: string, entry: object, asked: string, expected: string | null][] = [
    ['to its URI', bound(URI), URI, 's'],
    ['to its URI in another spelling', bound('https://LOGIN.example.com:443/introspect'), URI, 's'],
    ['everywhere at its origin', bound('https://login.example.com'), URI, 's'],
    ['not to another path', bound(URI), 'https://login.example.com/echo', null],
    ['not with a query', bound(URI), `${URI}?to=evil`, null],
    ['not to another host', bound(URI), 'https://evil.example/introspect', null],
    ['not to a longer host', bound('https://login.example.com'), 'https://login.example.com.evil.example/', null],
    ['not to another port', bound('https://login.example.com'), 'https://login.example.com:8443/', null],
    ['not over http', bound('https://login.example.com'), 'http://login.example.com/', null],
    [
      'not to a host behind a user',
      bound('https://login.example.com'),
      'https://login.example.com@evil.example/',
      null,
    ],
    ['not under another name', { other: { uri: URI, secret: 's' } }, URI, null],
    ['not under a name of every object', {}, URI, null],
  ];
  for (const [title, entries, asked, expected] of cases) {
    it(`are sent ${title}`, async () => {
      writeFileSync(file, JSON.stringify(entries));
      expect(await makeReadOauthSecret(file)('login', asked)).to.equal(expected);
      expect(await makeReadOauthSecret(file)('toString', asked)).to.equal(null);
      expect(await findSecretsProblems(file)).to.deep.equal([]);
    });
  }

  const broken: readonly [title: string, text: string, says: string][] = [
    ['the form without an address', '{"login":"s"}', 'does not say where'],
    ['no secret', `{"login":{"uri":"${URI}"}}`, 'is not "uri" and "secret"'],
    ['an empty secret', `{"login":{"uri":"${URI}","secret":""}}`, 'is not "uri" and "secret"'],
    ['no URI', '{"login":{"uri":"login","secret":"s"}}', 'is not "uri" and "secret"'],
    ['something else beside', `{"login":{"uri":"${URI}","secret":"s","urls":[]}}`, 'is not "uri" and "secret"'],
    [
      'two entries of one name',
      `{"login":{"uri":"${URI}","secret":"s"},"login":{"uri":"${URI}","secret":"t"}}`,
      'cannot be read as a JSON object',
    ],
    ['no JSON', 'login=s', 'cannot be read'],
  ];
  for (const [title, text, says] of broken) {
    it(`are not read from a file with ${title}, and the error shows the form without the secret`, async () => {
      writeFileSync(file, text);
      const error = await rejection(makeReadOauthSecret(file)('login', URI));
      expect(error).to.have.property('code', 'unavailable');
      expect(String(error)).to.include(says);
      expect((error as { hint?: string }).hint).to.include('{"login": {"uri": ');
      const problems = await findSecretsProblems(file);
      expect(problems.map(({ message }) => message)).to.deep.equal([(error as Error).message]);
    });
  }

  it('are none without a file, and unavailable where it cannot be read', async () => {
    expect(await makeReadOauthSecret(null)('login', URI)).to.equal(null);
    expect(await rejection(makeReadOauthSecret(join(directory, 'none'))('login', URI))).to.have.property(
      'code',
      'unavailable',
    );
  });
});
