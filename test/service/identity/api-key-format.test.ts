import { expect } from 'chai';
import {
  apiKeyPattern,
  isApiKeyPrefix,
  mintApiKey,
  parseApiKey,
} from '../../../src/service/identity/api-key-format.js';

const OTHER: Readonly<Record<string, string>> = { a: 'b' };

function withCharacter(key: string, at: number): string {
  const old = key.charAt(at);
  return key.slice(0, at) + (OTHER[old] ?? 'a') + key.slice(at + 1);
}

describe('API key format', () => {
  it('mints keys that parse, each with its own id and secret', () => {
    const keys = Array.from({ length: 200 }, () => mintApiKey('sgk'));
    for (const { key, publicId } of keys) expect(parseApiKey(key, 'sgk')).to.deep.equal({ publicId });
    expect(new Set(keys.map(({ key }) => key)).size).to.equal(200);
    expect(new Set(keys.map(({ publicId }) => publicId)).size).to.equal(200);
  });

  it('carries 256 bits of secret: 43 base-62 characters reach beyond 2^255', () => {
    const secrets = Array.from({ length: 200 }, () => mintApiKey('sgk').key.slice(17, 60));
    expect(secrets.every((secret) => /^[0-9A-Za-z]{43}$/.test(secret))).to.equal(true);
    expect(new Set(secrets.map((secret) => secret.charAt(42))).size).to.be.greaterThan(30);
  });

  it('refuses every single mistyped character', () => {
    const { key } = mintApiKey('sgk');
    for (let at = 4; at < key.length; at++) {
      expect(parseApiKey(withCharacter(key, at), 'sgk'), `position ${String(at)}`).to.be.oneOf([
        'wrong_form',
        'wrong_checksum',
      ]);
    }
  });

  it('refuses every swap of two different neighbours', () => {
    const { key } = mintApiKey('sgk');
    for (let at = 4; at < key.length - 1; at++) {
      if (key.charAt(at) === key.charAt(at + 1)) continue;
      const swapped = key.slice(0, at) + key.charAt(at + 1) + key.charAt(at) + key.slice(at + 2);
      expect(parseApiKey(swapped, 'sgk'), `position ${String(at)}`).to.be.a('string');
    }
  });

  const faults: [title: string, change: (key: string) => string, fault: string][] = [
    ['another environment', (key) => key.replace('sgk_', 'sgktest_'), 'wrong_prefix'],
    ['upper-case prefix', (key) => key.replace('sgk_', 'SGK_'), 'wrong_prefix'],
    ['nothing', () => '', 'wrong_prefix'],
    ['prefix alone', () => 'sgk_', 'wrong_form'],
    ['one character short', (key) => key.slice(0, -1), 'wrong_form'],
    ['one character long', (key) => `${key}0`, 'wrong_form'],
    ['a character that is not base 62', (key) => `${key.slice(0, 20)}-${key.slice(21)}`, 'wrong_form'],
    ['a letter that only looks like one', (key) => `${key.slice(0, 20)}а${key.slice(21)}`, 'wrong_form'],
  ];
  for (const [title, change, fault] of faults) {
    it(`refuses offline: ${title}`, () => {
      expect(parseApiKey(change(mintApiKey('sgk').key), 'sgk')).to.equal(fault);
    });
  }

  it('names itself to a secret scanner', () => {
    const pattern = new RegExp(apiKeyPattern('sgk'));
    expect(pattern.test(`export KEY="${mintApiKey('sgk').key}"`)).to.equal(true);
    expect(pattern.test(`export KEY="${mintApiKey('other').key}"`)).to.equal(false);
  });

  it('takes only prefixes that cannot be mistaken', () => {
    for (const good of ['sgk', 'sgktest', 'ab']) expect(isApiKeyPrefix(good), good).to.equal(true);
    for (const bad of ['', 'a', 'Sgk', 's_k', '1sg', 'abcdefghijklmnopq'])
      expect(isApiKeyPrefix(bad), bad).to.equal(false);
  });
});
