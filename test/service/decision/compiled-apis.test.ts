import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { silentLog } from '../../../src/base/log.js';
import { compileApi, makeScopeTable } from '../../../src/engine/index.js';
import type { CompiledApi } from '../../../src/engine/index.js';
import { makeCompiledApis } from '../../../src/service/decision/compiled-apis.js';
import type { CompiledApis } from '../../../src/service/decision/compiled-apis.js';
import { makeInvalidations } from '../../../src/service/identity/invalidations.js';
import type { Invalidations } from '../../../src/service/identity/invalidations.js';
import type { PolicyReads } from '../../../src/store/ports/policy.js';
import { apiSource, endpoint } from '../../engine/policies.js';

interface World {
  readonly apis: CompiledApis;
  readonly reader: Pick<PolicyReads, 'readApi'>;
  readonly invalidations: Invalidations;
  /** Ids of APIs, in the order in which they were read. */
  readonly reads: number[];
  /** The templates of an API; null for none, and at which revision the store says so. */
  readonly stored: Map<number, readonly string[] | null>;
  revision: number;
  /** Resolves before each read. */
  before: () => Promise<void>;
}

const sourceOf = (id: number, templates: readonly string[]) => ({
  ...apiSource(templates.map((template, at) => endpoint({ id: at + 1, template, scopes: ['s'] }))),
  id,
});
const sizeOf = (id: number, templates: readonly string[]): number =>
  compileApi(sourceOf(id, templates), makeScopeTable()).byteLength;

function makeWorld(maxBytes = 1_000_000): World {
  const reads: number[] = [];
  const stored = new Map<number, readonly string[] | null>([1, 2, 3].map((id) => [id, [`/of/${String(id)}`]]));
  const invalidations = makeInvalidations(10);
  const world: Omit<World, 'apis' | 'reader'> = {
    ...{ reads, stored, invalidations, revision: 1 },
    before: () => Promise.resolve(),
  };
  const reader: World['reader'] = {
    async readApi(id) {
      reads.push(id);
      await world.before();
      const templates = stored.get(id) ?? null;
      return { revision: world.revision, source: templates === null ? null : sourceOf(id, templates) };
    },
  };
  const watch = { consider: () => undefined, forget: () => undefined };
  const apis = makeCompiledApis({
    ...{ reader, invalidations, maxBytes, watch },
    scopes: makeScopeTable(),
    log: silentLog,
  });
  return Object.assign(world, { apis, reader });
}

const templateOf = (api: CompiledApi | Promise<CompiledApi>): string => {
  if (api instanceof Promise) throw new Error('not held');
  return api.endpoints.templates[0]!;
};

async function codeOf(promise: CompiledApi | Promise<CompiledApi>): Promise<string> {
  const outcome = await Promise.resolve(promise).catch((error: unknown) => error);
  return outcome instanceof ScopegateError ? outcome.code : 'none';
}

describe('Compiled APIs', () => {
  it('are read and compiled once for all who wait, and are there at once from then on', async () => {
    const { apis, reads } = makeWorld();
    const waiting = Array.from({ length: 50 }, async () => apis.get(1));
    const compiled = new Set(await Promise.all(waiting));
    expect(compiled.size).to.equal(1);
    expect(reads).to.deep.equal([1]);
    expect(apis.get(1)).to.equal([...compiled][0]);
    expect(apis.stats()).to.deep.include({ hits: 1, misses: 50, entries: 1, evictions: 0 });
  });

  it('are bounded by their bytes; the one that was not asked for longest goes first, and is compiled again when asked', async () => {
    const size = sizeOf(1, ['/of/1']);
    const { apis, reads } = makeWorld(2 * size);
    for (const id of [1, 2]) await apis.get(id);
    expect(templateOf(apis.get(1))).to.equal('/of/1');
    await apis.get(3);
    expect(apis.stats()).to.deep.include({ entries: 2, evictions: 1, sizeBytes: 2 * size });
    expect(templateOf(apis.get(1))).to.equal('/of/1');
    expect(templateOf(apis.get(3))).to.equal('/of/3');
    expect((await apis.get(2)).endpoints.templates).to.deep.equal(['/of/2']);
    expect(reads).to.deep.equal([1, 2, 3, 2]);
  });

  it('hold one that is larger than the bound all the same, and it alone', async () => {
    const { apis, stored } = makeWorld(10);
    stored.set(
      2,
      Array.from({ length: 50 }, (_unused, at) => `/large/${String(at)}`),
    );
    await apis.get(1);
    await apis.get(2);
    expect(templateOf(apis.get(2))).to.equal('/large/0');
    expect(apis.stats()).to.deep.include({ entries: 1, sizeBytes: 10 });
  });

  it('decide by the old policy until the new one is whole, and all are replaced at once', async () => {
    const { apis, reader, stored, invalidations } = makeWorld();
    for (const id of [1, 2]) await apis.get(id);
    stored.set(1, ['/new/1']);
    stored.set(2, null);
    invalidations.note(1, 1);
    const replace = await apis.prepare([1, 2], reader);
    expect([1, 2].map((id) => templateOf(apis.get(id)))).to.deep.equal(['/of/1', '/of/2']);
    replace();
    expect(templateOf(apis.get(1))).to.equal('/new/1');
    expect(await codeOf(apis.get(2))).to.equal('not_found');
  });

  it('keep the last good policy of an API whose rows do not compile, name it, and take better rows', async () => {
    const { apis, reader, stored } = makeWorld();
    for (const id of [1, 2]) await apis.get(id);
    stored.set(1, ['no slash']);
    (await apis.prepare([1, 2], reader))();
    expect(apis.rejected).to.deep.equal([1]);
    expect([1, 2].map((id) => templateOf(apis.get(id)))).to.deep.equal(['/of/1', '/of/2']);
    stored.set(1, ['/better']);
    (await apis.prepare([1], reader))();
    expect(apis.rejected).to.deep.equal([]);
    expect(templateOf(apis.get(1))).to.equal('/better');
  });

  it('keep that policy however many others are asked for, until there is better', async () => {
    const size = sizeOf(1, ['/of/1']);
    const { apis, reader, stored } = makeWorld(size);
    await apis.get(1);
    stored.set(1, ['no slash']);
    (await apis.prepare([1], reader))();
    for (const id of [2, 3, 2]) await apis.get(id);
    expect(templateOf(apis.get(1))).to.equal('/of/1');
    expect(apis.stats()).to.deep.include({ entries: 2, sizeBytes: 2 * size });
    // Bad in another way, good again, and gone.
    stored.set(1, ['no slash either']);
    (await apis.prepare([1], reader))();
    expect(templateOf(apis.get(1))).to.equal('/of/1');
    stored.set(1, ['/to/1']);
    (await apis.prepare([1], reader))();
    expect(templateOf(apis.get(1))).to.equal('/to/1');
    expect(apis.stats()).to.deep.include({ entries: 1, sizeBytes: size });
    stored.set(1, ['no slash']);
    (await apis.prepare([1], reader))();
    stored.set(1, null);
    (await apis.prepare([1], reader))();
    expect(await codeOf(apis.get(1))).to.equal('not_found');
    expect(apis.stats()).to.deep.include({ entries: 0, sizeBytes: 0 });
  });

  it('do not compile bad rows again for each request', async () => {
    const { apis, reads, stored } = makeWorld();
    stored.set(1, ['no slash']);
    expect([await codeOf(apis.get(1)), await codeOf(apis.get(1))]).to.deep.equal(['policy', 'policy']);
    expect(reads).to.deep.equal([1]);
  });

  it('are never what was read before a change that is known: they are read again, and then there is no answer', async () => {
    const world = makeWorld();
    world.invalidations.note(1, 5);
    let left = 2;
    world.before = () => {
      if (left-- === 0) world.revision = 5;
      return Promise.resolve();
    };
    expect((await world.apis.get(1)).id).to.equal(1);
    expect(world.reads).to.deep.equal([1, 1, 1]);
    world.invalidations.note(2, 9);
    expect(await codeOf(world.apis.get(2))).to.equal('unavailable');
  });

  it('are asked for anew after a read that failed', async () => {
    const world = makeWorld();
    world.before = () => Promise.reject(new ScopegateError('unavailable', 'down'));
    expect(await codeOf(world.apis.get(1))).to.equal('unavailable');
    world.before = () => Promise.resolve();
    expect((await world.apis.get(1)).id).to.equal(1);
  });
});
