import { expect } from 'chai';
import { refuseSecrets } from '../../src/cli/refuse-secrets.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { ScopegateError } from '../../src/base/errors.js';

const { key } = mintApiKey('sgk');
const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJhIn0.c2lnbmF0dXJl';

describe('Arguments of commands', () => {
  const secrets: [title: string, word: string][] = [
    ['an API key', key],
    ['an API key behind an option', `--key=${key}`],
    ['an API key behind a scheme', `App ${key}`],
    ['an API key in a path', `/x?key=${key}&y=1`],
    ['a session token', mintApiKey('sgks').key],
    ['a key of another environment', mintApiKey('acmelive').key],
    ['a JWT', jwt],
    ['a JWT behind a scheme', `Bearer ${jwt}`],
    ['a URL with a password', 'postgresql://scopegate:hunter2@db:5432/x'],
    ['a URL with a password and without a name', 'postgres://:hunter2@db/x'],
    ['a URL with a password of HTTP', 'https://user:hunter2@example.com/'],
  ];
  for (const [title, word] of secrets) {
    it(`hold no ${title}, and nobody prints it`, () => {
      expect(() => refuseSecrets(['check', '--x', word]))
        .to.throw(ScopegateError, /^argument 3 holds /)
        .and.satisfy((error: ScopegateError) => !`${error.message} ${error.hint ?? ''}`.includes(word));
    });
  }

  const harmless = [
    ...['check', '--key-file', '-', '/sms/2/messages', key.slice(0, 16), key.slice(4, 16), 'sgk_...', 'eyJ', 'a.b.c'],
    ...['postgresql://scopegate@db:5432/x', 'https://example.com/a:b@c', 'http://[::1]:8080/', '2026-11-28T10:00:00Z'],
    ...['Basic plan', 'sms:manage', 'https://www.example.com/auth/mail', '--ip', '2001:db8::/32', ''],
  ];
  for (const word of harmless) {
    it(`may be ${JSON.stringify(word)}`, () => {
      refuseSecrets([word]);
    });
  }
});
