import { expect } from 'chai';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import { parseAuthorization } from '../../../src/service/identity/authorization.js';

const { key } = mintApiKey('sgk');
const read = { form: 'credentials', scheme: 'app', credentials: key };

describe('Authorization header', () => {
  const cases: [title: string, value: string, expected: object][] = [
    ['absent', '', { form: 'none' }],
    ['an API key', `App ${key}`, read],
    ['a scheme in another letter case', `aPP ${key}`, read],
    ['spaces around the key', `App   ${key} `, read],
    ['a space that is none', `App ${key}\u00a0`, { ...read, credentials: `${key}\u00a0` }],
    ['the key without a scheme', key, { form: 'malformed', detail: 'no_scheme' }],
    ['a leading space', ` App ${key}`, { form: 'malformed', detail: 'no_scheme' }],
    ['any scheme', 'Digest abc', { form: 'credentials', scheme: 'digest', credentials: 'abc' }],
    ['a scheme alone', 'App ', { form: 'credentials', scheme: 'app', credentials: '' }],
    ['two header fields joined', `App ${key}, App ${key}`, { form: 'malformed', detail: 'several_credentials' }],
    ['a line break inside', `App ${key}\r\nX: y`, { form: 'malformed', detail: 'control_character' }],
    ['a tab as separator', `App\t${key}`, { form: 'malformed', detail: 'control_character' }],
    ['a NUL', `App ${key}\0`, { form: 'malformed', detail: 'control_character' }],
    ['a megabyte', `App ${'x'.repeat(1_000_000)}`, { form: 'malformed', detail: 'too_long' }],
  ];
  for (const [title, value, expected] of cases) {
    it(`reads ${title}`, () => {
      expect(parseAuthorization(value)).to.deep.equal(expected);
    });
  }
});
