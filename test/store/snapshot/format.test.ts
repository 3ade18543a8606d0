import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ApiSource } from '../../../src/engine/index.js';
import { readSnapshotFile, writeSnapshotFile } from '../../../src/store/snapshot/file.js';
import { parseSnapshot, snapshotEncoder } from '../../../src/store/snapshot/format.js';
import type { KeptOauth } from '../../../src/store/ports/issuers.js';
import type { Catalogue } from '../../../src/store/ports/policy.js';
import { makeTemporaryFolder } from '../../support/temporary.js';

const CATALOGUE: Catalogue = {
  revision: 7,
  errorFamilies: [{ name: 'f', contentType: 'text/plain', unauthorizedBody: 'line\nbreak', forbiddenBody: 'ü' }],
  apis: [
    {
      id: 1,
      name: 'platform',
      hosts: ['a.example.com'],
      errorFamily: 'f',
      maxStalenessMs: null,
      maxWriteStalenessMs: 5000,
    },
  ],
};
const SOURCE: ApiSource = {
  id: 1,
  name: 'platform',
  endpoints: [
    {
      id: 3,
      method: 'POST',
      template: '/sms/{id}',
      access: 'scoped',
      scopes: ['sms:send'],
      product: 'sms',
      managed: true,
      acceptedKinds: ['user'],
      encoded: ['slash'],
    },
  ],
  manageScopes: new Map([['sms', 'sms:manage']]),
  implications: [['all', 'sms:send']],
};
const OAUTH: KeptOauth = {
  revision: 9,
  issuers: [
    {
      ...{ id: 4, name: 'login', issuer: 'https://login.example.com', audience: 'a', algorithms: ['ES256'] },
      ...{ jwksUri: 'https://login.example.com/jwks', introspection: null, clientClaim: 'client_id' },
      ...{
        scopesFrom: 'both',
        enabled: true,
        maxTokenLifetimeMs: 86_400_000,
        scopeMap: [['theirs', 'sms:send']],
        sides: [],
      },
    },
  ],
  clients: [],
  hasAllClients: true,
};
const { assemble, encodeApi, encodeCatalogue, encodeOauth } = snapshotEncoder;
const ABOUT = { revision: 9, confirmedAtMs: 1_700_000_000_000 };

const whole = async (): Promise<Buffer> =>
  assemble(ABOUT, [
    await encodeCatalogue(CATALOGUE),
    await encodeOauth(OAUTH),
    await encodeApi(SOURCE),
    await encodeApi({ ...SOURCE, id: 2 }),
  ]);

describe('A policy snapshot', () => {
  it('says what it was made from', async () => {
    expect(await parseSnapshot(await whole())).to.deep.equal({
      ...ABOUT,
      catalogue: CATALOGUE,
      oauth: OAUTH,
      apis: [SOURCE, { ...SOURCE, id: 2 }],
    });
  });

  it('is refused when any one byte of it is another', async () => {
    const bytes = await whole();
    for (let index = 0; index < bytes.length; index += 7) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] ?? 0) ^ 1;
      const problem = await parseSnapshot(damaged).catch((error: unknown) => error);
      expect(problem, `byte ${String(index)}`).to.have.property('code', 'policy');
    }
  });

  for (const [title, bytes] of [
    ['an empty file', Buffer.alloc(0)],
    ['half of one', Buffer.from('0123')],
    ['some other text', Buffer.from('{"format":"scopegate policy"}\n')],
  ] as const) {
    it(`is not ${title}`, async () => {
      expect(await parseSnapshot(bytes).catch((error: unknown) => error)).to.have.property('code', 'policy');
    });
  }

  it('is a file that only we can read, and that is replaced whole', async () => {
    const folder = makeTemporaryFolder();
    try {
      const path = join(folder.path, 'data', 'policy-snapshot');
      expect(await readSnapshotFile(path)).to.equal(null);
      await writeSnapshotFile(path, Buffer.from('old'));
      await writeSnapshotFile(path, await whole());
      expect(statSync(path).mode & 0o777).to.equal(0o600);
      expect(await readSnapshotFile(path)).to.have.property('revision', 9);
      writeFileSync(path, readFileSync(path).subarray(0, 100));
      expect(await readSnapshotFile(path).catch((error: unknown) => error)).to.have.property('code', 'policy');
    } finally {
      folder.remove();
    }
  });
});
