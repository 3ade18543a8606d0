import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { apiKeyPattern, mintApiKey } from '../../src/service/identity/api-key-format.js';
import { sessionPrefix } from '../../src/service/identity/sessions.js';
import { root } from '../support/root.js';

const read = (page: string): string => readFileSync(join(root, page), 'utf8');
const patterns = [...read('docs/credentials.md').matchAll(/^```regex\n(.+)\n```$/gm)].map(([, text]) => text ?? '');
const [one = '', several = ''] = patterns;

/** The pattern of the page for another environment, as the page says. */
const forPrefix = (prefix: string): RegExp => new RegExp(one.replace('sgk', prefix));

const environments = ['sgk', 'sgktest', 'sgkstaging', 'ab', 'a0', 'abcdefghijklmnop'];
const places: readonly ((secret: string) => string)[] = [
  (secret) => secret,
  (secret) => `Authorization: App ${secret}\r\n`,
  (secret) => `export KEY="${secret}"`,
  (secret) => `https://example.com/?key=${secret}&x=1`,
  (secret) => `{"key":"${secret}"}`,
];

describe('The patterns for secret scanners', () => {
  it('stand on the page, once for one environment and once for several', () => {
    expect(patterns).to.have.length(2);
    expect(read('SECURITY.md')).to.include(`\`${one}\``);
    expect(read('README.md')).to.include('[pattern for secret scanners](docs/credentials.md#api-keys)');
  });

  it('are what the program has', () => {
    for (const prefix of environments) expect(forPrefix(prefix).source).to.equal(apiKeyPattern(prefix));
  });

  for (const prefix of environments) {
    it(`find every key and every session token of the environment "${prefix}", wherever it stands`, () => {
      for (const made of [prefix, sessionPrefix(prefix)]) {
        for (let count = 0; count < 50; count++) {
          const { key } = mintApiKey(made);
          for (const place of places) expect(forPrefix(prefix).exec(place(key))?.[0], place(key)).to.equal(key);
        }
      }
    });

    it(`find nothing of other environments for "${prefix}"`, () => {
      for (const other of environments.filter((each) => each !== prefix)) {
        expect(forPrefix(prefix).test(mintApiKey(other).key), other).to.equal(false);
      }
    });
  }

  it('tell the environments apart', () => {
    for (const prefix of ['sgk', 'sgktest']) {
      for (const made of [prefix, sessionPrefix(prefix)]) {
        expect(new RegExp(several).exec(`x=${mintApiKey(made).key};`)?.[1]).to.equal(prefix);
      }
    }
    expect(new RegExp(several).test(mintApiKey('sgkother').key)).to.equal(false);
  });

  const near: [title: string, change: (key: string) => string][] = [
    ['one character short', (key) => key.slice(0, -1)],
    ['one character long', (key) => `${key}0`],
    ['an underscore and more behind it', (key) => `${key}_more`],
    ['a letter before it', (key) => `x${key}`],
    ['an upper-case prefix', (key) => key.replace('sgk_', 'SGK_')],
    ['another letter behind the prefix', (key) => key.replace('sgk_', 'sgkt_')],
    ['two letters behind the prefix', (key) => key.replace('sgk_', 'sgkss_')],
    ['a short public id', (key) => key.slice(0, 5) + key.slice(6)],
    ['a dash in the secret', (key) => `${key.slice(0, 30)}-${key.slice(31)}`],
    ['a letter that only looks like one', (key) => `${key.slice(0, 30)}а${key.slice(31)}`],
    ['dashes for underscores', (key) => key.replaceAll('_', '-')],
    ['a line break in it', (key) => `${key.slice(0, 30)}\n${key.slice(30)}`],
    ['the public id alone', (key) => key.slice(0, 16)],
  ];
  for (const [title, change] of near) {
    it(`find no near-key: ${title}`, () => {
      for (const made of ['sgk', 'sgks']) {
        const { key } = mintApiKey(made);
        const text = made === 'sgk' ? change(key) : change(key.replace('sgks_', 'sgk_'));
        for (const pattern of [one, several]) expect(new RegExp(pattern).test(text), text).to.equal(false);
      }
    });
  }
});
