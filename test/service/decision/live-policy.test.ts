import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import type { EndpointSource } from '../../../src/engine/index.js';
import { makeLivePolicy } from '../../../src/service/decision/live-policy.js';
import type { LivePolicy } from '../../../src/service/decision/live-policy.js';
import { makeCredentialCaches } from '../../../src/service/identity/credential-caches.js';
import type { Change, ChangesRead } from '../../../src/store/ports/changes.js';
import type { ApiEntry, PolicyReads } from '../../../src/store/ports/policy.js';

const ENDPOINT: EndpointSource = {
  id: 1,
  method: 'GET',
  template: '/',
  access: 'public',
  scopes: [],
  product: null,
  managed: true,
  acceptedKinds: null,
  encoded: [],
};

function entryOf(id: number): ApiEntry {
  const limits = { maxStalenessMs: null, maxWriteStalenessMs: null };
  return {
    id,
    name: `api ${String(id)}`,
    hosts: [`${String(id)}.example.com`],
    errorFamily: 'e',
    ...limits,
  };
}

const LIMITS = { maxEntries: 10, maxBytes: 1_000_000, maxRefusedEntries: 10, refusedTtlMs: 1000 };

/** A database with three APIs, that notes what is read of it. */
function makeWorld() {
  const world = { revision: 1, listed: [1, 2, 3], reads: [] as string[], feed: [] as Change[] };
  const reads: PolicyReads = {
    readCatalogue() {
      world.reads.push('catalogue');
      const family = { name: 'e', contentType: 'text/plain', unauthorizedBody: '', forbiddenBody: '' };
      return Promise.resolve({ revision: world.revision, errorFamilies: [family], apis: world.listed.map(entryOf) });
    },
    readApi(id) {
      world.reads.push(`api ${String(id)}`);
      const source = {
        id,
        name: `api ${String(id)}`,
        endpoints: [ENDPOINT],
        manageScopes: new Map(),
        implications: [],
      };
      return Promise.resolve({ revision: world.revision, source: world.listed.includes(id) ? source : null });
    },
  };
  const readChanges = (): Promise<ChangesRead> => Promise.resolve({ revision: world.revision, changes: world.feed });
  const held: LivePolicy = makeLivePolicy({
    policyReader: { ...reads, inOneSnapshot: (use) => use({ ...reads, readChanges }) },
    credentials: makeCredentialCaches(LIMITS, () => 0),
    log: silentLog,
    policyCacheBytes: 10_000_000,
  });
  /** What came of these changes, which were committed at the next revision. */
  const apply = async (...changes: Change[]) => {
    world.revision++;
    world.feed = changes;
    world.reads = [];
    const applying = held.apply({ revision: world.revision, changes }, world.revision - 1);
    return { isAtOnce: typeof applying === 'number', revision: await applying, reads: world.reads };
  };
  return { world, held, apply };
}

describe('Held policy', () => {
  const api = (apiId: number): Change => ({ kind: 'api', apiId });
  const cases: [title: string, changes: Change[], reads: string[]][] = [
    ['only the API that changed', [api(2)], ['api 2']],
    ['only the list, where hosts changed', [{ kind: 'catalogue' }], ['catalogue']],
    ['both, where both did', [{ kind: 'catalogue' }, api(3)], ['catalogue', 'api 3']],
    ['nothing at all for a credential', [{ kind: 'credential', credentialId: 7 }], []],
    ['nothing for an API that is not there', [api(99)], []],
    [
      'everything, where it is not known what changed',
      [{ kind: 'everything' }],
      ['catalogue', 'api 1', 'api 2', 'api 3'],
    ],
  ];
  for (const [title, changes, reads] of cases) {
    it(`reads and compiles ${title}`, async () => {
      const { held, apply } = makeWorld();
      await held.loadAll();
      const applied = await apply(...changes);
      expect([...applied.reads].sort()).to.deep.equal([...reads].sort());
      expect(applied.revision).to.equal(2);
      expect(applied.isAtOnce).to.equal(changes.every(({ kind }) => kind === 'credential'));
    });
  }

  it('reads a new API, and forgets one that is gone, when the list changes', async () => {
    const { world, held, apply } = makeWorld();
    await held.loadAll();
    world.listed = [1, 3, 4];
    expect((await apply({ kind: 'catalogue' }, api(2))).reads).to.deep.equal(['catalogue', 'api 2', 'api 4']);
    expect([...held.compiledApis.known].sort()).to.deep.equal([1, 3, 4]);
    const found = ['4.example.com', '2.example.com'].map((host) => held.directory().find(host).api?.entry.id);
    expect(found).to.deep.equal([4, undefined]);
  });
});
