import { expect } from 'chai';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import { makeSecretScheme } from '../../../src/service/identity/secret-scheme.js';
import type { FoundCredential } from '../../../src/service/identity/api-keys.js';
import type { CachedCredential } from '../../../src/service/identity/credential-cache.js';
import type { CheckRequest } from '../../../src/service/check-request.js';

const { key, publicId } = mintApiKey('sgk');
const REQUEST = {} as CheckRequest;

describe('a scheme of secrets', () => {
  const asked: [publicId: string, secret: string][] = [];
  const found = (answer: FoundCredential | Promise<FoundCredential>) =>
    makeSecretScheme(
      {
        recognise: () => null,
        find(...names) {
          asked.push(names);
          return answer;
        },
      },
      'sgk',
    );

  beforeEach(() => asked.splice(0));

  const faults: [title: string, credentials: string, detail: string][] = [
    ['nothing', '', 'wrong_prefix'],
    ['another environment', key.replace('sgk', 'sgktest'), 'wrong_prefix'],
    ['another character', `${key.slice(0, -1)}!`, 'wrong_form'],
    ['another checksum', key.slice(0, -1) + (key.endsWith('0') ? '1' : '0'), 'wrong_checksum'],
  ];
  for (const [title, credentials, detail] of faults) {
    it(`asks nobody about ${title}`, () => {
      const resolution = found(null)(credentials, REQUEST);
      expect(resolution).to.deep.equal({ fault: 'malformed_credential', detail });
      expect(asked).to.deep.equal([]);
    });
  }

  it('looks for the public id with the whole secret, and is as synchronous as the answer', async () => {
    const unknown = { fault: 'unknown_credential', detail: '' };
    expect(found(null)(key, REQUEST)).to.deep.equal(unknown);
    expect(await found(Promise.resolve(null))(key, REQUEST)).to.deep.equal(unknown);
    expect(asked).to.deep.equal([
      [publicId, key],
      [publicId, key],
    ]);
  });

  it('asks nobody about what is recognised, which has the right length at least', () => {
    const known = { row: {} } as CachedCredential;
    const recognised: string[] = [];
    const resolve = makeSecretScheme(
      {
        recognise(id, secret) {
          recognised.push(id);
          return secret === key ? known : null;
        },
        find: () => null,
      },
      'sgk',
    );
    expect(resolve(key, REQUEST)).to.equal(known);
    expect(resolve(`${key}x`, REQUEST)).to.deep.equal({ fault: 'malformed_credential', detail: 'wrong_form' });
    expect(recognised).to.deep.equal([publicId]);
  });
});
