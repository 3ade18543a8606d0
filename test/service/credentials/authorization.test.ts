import { expect } from 'chai';
import { mintApiKey } from '../../../src/service/credentials/api-key-format.js';
import { parseAuthorization } from '../../../src/service/credentials/authorization.js';

const { key, publicId } = mintApiKey('sgk');

describe('Authorization header', () => {
  const cases: [title: string, value: string, expected: object][] = [
    ['absent', '', { form: 'none' }],
    ['an API key', `App ${key}`, { form: 'api_key', publicId, secret: key }],
    ['a scheme in another letter case', `aPP ${key}`, { form: 'api_key', publicId, secret: key }],
    ['spaces around the key', `App   ${key} `, { form: 'api_key', publicId, secret: key }],
    ['the key without a scheme', key, { form: 'malformed', detail: 'no_scheme' }],
    ['a leading space', ` App ${key}`, { form: 'malformed', detail: 'no_scheme' }],
    ['a scheme that is not ours', 'Digest abc', { form: 'malformed', detail: 'unknown_scheme' }],
    ['a scheme alone', 'App ', { form: 'malformed', detail: 'wrong_prefix' }],
    ['two header fields joined', `App ${key}, App ${key}`, { form: 'malformed', detail: 'several_credentials' }],
    ['a line break inside', `App ${key}\r\nX: y`, { form: 'malformed', detail: 'control_character' }],
    ['a tab as separator', `App\t${key}`, { form: 'malformed', detail: 'control_character' }],
    ['a NUL', `App ${key}\0`, { form: 'malformed', detail: 'control_character' }],
    ['a megabyte', `App ${'x'.repeat(1_000_000)}`, { form: 'malformed', detail: 'too_long' }],
    ['another environment', `App ${key.replace('sgk', 'sgktest')}`, { form: 'malformed', detail: 'wrong_prefix' }],
    ['a mistyped key', `App ${key.slice(0, -1)}!`, { form: 'malformed', detail: 'wrong_form' }],
  ];
  for (const [title, value, expected] of cases) {
    it(`reads ${title}`, () => {
      expect(parseAuthorization(value, 'sgk')).to.deep.equal(expected);
    });
  }
});
