import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import { makeScopeTable } from '../../../src/engine/index.js';
import { makeCredentialCache } from '../../../src/service/identity/credential-cache.js';
import { makeInvalidations } from '../../../src/service/identity/invalidations.js';
import { mintApiKey } from '../../../src/service/identity/api-key-format.js';
import { makeApiKeys } from '../../../src/service/identity/api-keys.js';
import { makePepper } from '../../../src/service/identity/pepper.js';
import type { ApiKeyRow, ApiKeysRead } from '../../../src/store/ports/credentials.js';

const pepper = makePepper(Buffer.alloc(32, 1));

interface Made {
  readonly key: string;
  readonly row: ApiKeyRow;
}

function makeKey(id: number, changes: Partial<ApiKeyRow> = {}): Made {
  const { key, publicId } = mintApiKey('sgk');
  const row: ApiKeyRow = {
    id,
    publicId,
    kind: 'api_key',
    name: `key ${String(id)}`,
    account: 'acme',
    enabled: true,
    revokedAtMs: null,
    createdAtMs: 0,
    notBeforeMs: null,
    expiresAtMs: null,
    allowedAddresses: [],
    scopes: ['a', 'b'],
    digest: pepper.digest(key),
    ...changes,
  };
  return { key, row };
}

/** A database whose rows, revision and answers the test holds in its hand. */
function makeWorld(options: { maxEntries?: number; refusedTtlMs?: number } = {}) {
  const world = {
    rows: new Map<string, ApiKeyRow>(),
    revision: 1,
    reads: [] as (readonly string[])[],
    down: false,
    nowMs: 1_000_000,
    /** When set, a read waits for it after it has taken its snapshot. */
    gate: Promise.resolve(),
  };
  const cache = makeCredentialCache(
    {
      maxEntries: options.maxEntries ?? 100,
      maxBytes: 10_000_000,
      maxRefusedEntries: 10,
      refusedTtlMs: options.refusedTtlMs ?? 60_000,
    },
    () => world.nowMs,
  );
  const invalidations = makeInvalidations(100);
  const apiKeys = makeApiKeys({
    cacheNamespace: '',
    reader: {
      async findApiKeys(publicIds): Promise<ApiKeysRead> {
        world.reads.push(publicIds);
        if (world.down) throw new ScopegateError('unavailable', 'down');
        const read = { revision: world.revision, keys: publicIds.flatMap((id) => world.rows.get(id) ?? []) };
        await world.gate;
        return read;
      },
    },
    cache,
    invalidations,
    scopes: makeScopeTable(),
    pepper,
    clock: () => world.nowMs,
  });
  const add = (made: Made): Made => {
    world.rows.set(made.row.publicId, made.row);
    return made;
  };
  const find = async ({ key, row }: Made) => apiKeys.find(row.publicId, key);
  /** A committed change as the feed brings it. */
  const change = (row: ApiKeyRow, changes: Partial<ApiKeyRow>): void => {
    world.revision++;
    world.rows.set(row.publicId, { ...row, ...changes });
  };
  const hear = (credentialId: number): void => {
    invalidations.note(credentialId, world.revision);
    cache.forget(credentialId);
  };
  return { world, cache, apiKeys, add, find, change, hear };
}

describe('API keys', () => {
  it('reads a key once; then answers without waiting', async () => {
    const { world, add, find, apiKeys } = makeWorld();
    const made = add(makeKey(1));
    expect((await find(made))?.row.name).to.equal('key 1');
    expect(apiKeys.find(made.row.publicId, made.key)).not.to.be.instanceOf(Promise);
    expect(world.reads).to.have.length(1);
  });

  it('recognises a secret that was verified, for as long as its row is held, and no other', async () => {
    const { world, add, find, apiKeys, change, hear, cache } = makeWorld();
    const made = add(makeKey(1));
    const { publicId } = made.row;
    expect(apiKeys.recognise(publicId, made.key), 'never seen').to.equal(null);
    const found = await find(made);
    expect(apiKeys.recognise(publicId, made.key)).to.equal(found);
    expect(apiKeys.recognise(publicId, `${made.key.slice(0, -1)}!`)).to.equal(null);
    expect(apiKeys.recognise(mintApiKey('sgk').publicId, made.key)).to.equal(null);
    const { hits, misses } = cache.stats().live;
    apiKeys.recognise(publicId, made.key);
    expect(cache.stats().live).to.include({ hits: hits + 1, misses });
    change(made.row, { enabled: false });
    hear(1);
    expect(apiKeys.recognise(publicId, made.key), 'changed').to.equal(null);
    expect(world.reads).to.have.length(1);
  });

  it('shares one read among callers of the same moment', async () => {
    const { world, add, find } = makeWorld();
    const made = add(makeKey(1));
    await Promise.all(Array.from({ length: 50 }, () => find(made)));
    expect(world.reads).to.have.length(1);
  });

  it('does not tell a wrong secret from an unknown key', async () => {
    const { add, find } = makeWorld();
    const made = add(makeKey(1));
    expect(await find({ ...made, key: makeKey(2).key })).to.equal(null);
    expect(await find(makeKey(3))).to.equal(null);
  });

  it('refuses a wrong secret of a key that is held', async () => {
    const { add, find } = makeWorld();
    const made = add(makeKey(1));
    await find(made);
    expect(await find({ ...made, key: makeKey(2).key })).to.equal(null);
    expect((await find(made))?.row.id).to.equal(1);
  });

  it('lets the right secret in after guesses at the same key', async () => {
    const { world, add, find } = makeWorld();
    const made = add(makeKey(1));
    await find({ ...made, key: makeKey(2).key });
    expect((await find(made))?.row.id).to.equal(1);
    expect(world.reads).to.have.length(1);
  });

  it('asks once about an unknown key until the refusal is forgotten', async () => {
    const { world, find } = makeWorld({ refusedTtlMs: 20 });
    const stranger = makeKey(1);
    await find(stranger);
    await find(stranger);
    expect(world.reads).to.have.length(1);
    await new Promise((resolve) => setTimeout(resolve, 40));
    await find(stranger);
    expect(world.reads).to.have.length(2);
  });

  it('keeps held keys through a flood of unknown ones', async () => {
    const { world, add, find, apiKeys } = makeWorld({ maxEntries: 5 });
    const made = add(makeKey(1));
    await find(made);
    for (let guess = 0; guess < 200; guess++) await find(makeKey(1000 + guess));
    const { length } = world.reads;
    expect(apiKeys.find(made.row.publicId, made.key)).not.to.be.instanceOf(Promise);
    expect(world.reads).to.have.length(length);
  });

  it('forgets a key that changed, and finds a new one that was unknown', async () => {
    const { add, find, change, hear } = makeWorld();
    const made = add(makeKey(1));
    const later = makeKey(2);
    await find(made);
    expect(await find(later)).to.equal(null);
    change(made.row, { enabled: false });
    hear(1);
    expect((await find(made))?.row.enabled).to.equal(false);
    change(later.row, {});
    hear(2);
    expect((await find(later))?.row.id).to.equal(2);
  });

  it('never stores what was read before a change that was heard of during the read', async () => {
    const { world, add, find, change, hear } = makeWorld();
    const made = add(makeKey(1));
    let open = (): void => undefined;
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    const found = find(made);
    await new Promise((resolve) => setTimeout(resolve, 5));
    change(made.row, { enabled: false });
    hear(1);
    open();
    expect((await found)?.row.enabled).to.equal(false);
    expect((await find(made))?.row.enabled).to.equal(false);
  });

  it('never calls a key unknown from a read older than a change that was heard of', async () => {
    const { world, find, change, hear } = makeWorld();
    const made = makeKey(1);
    let open = (): void => undefined;
    world.gate = new Promise((resolve) => {
      open = resolve;
    });
    const found = find(made);
    await new Promise((resolve) => setTimeout(resolve, 5));
    change(made.row, {});
    hear(1);
    open();
    expect((await found)?.row.id).to.equal(1);
  });

  it('gives up with "unavailable" when the database stays behind', async () => {
    const { world, add, find, hear } = makeWorld();
    const made = add(makeKey(1));
    world.revision = 9;
    hear(1);
    world.revision = 3;
    const error = await find(made).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'unavailable');
  });

  it('answers unavailable, never unknown, when the database is away; keys that are held go on', async () => {
    const { world, add, find } = makeWorld();
    const held = add(makeKey(1));
    const other = add(makeKey(2));
    await find(held);
    world.down = true;
    expect((await find(held))?.row.id).to.equal(1);
    const error = await find(other).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'unavailable');
    world.down = false;
    expect((await find(other))?.row.id).to.equal(2);
  });

  it('does not let expired keys push out live ones', async () => {
    const { add, find, cache } = makeWorld();
    await find(add(makeKey(1, { expiresAtMs: 999_999 })));
    expect(cache.stats().live.entries).to.equal(0);
    expect(cache.stats().refused.entries).to.equal(1);
  });

  it('allows no address at all when a rule cannot be read', async () => {
    const { add, find } = makeWorld();
    const found = await find(add(makeKey(1, { allowedAddresses: ['nonsense'] })));
    expect(found?.addresses?.allows('192.0.2.1')).to.equal(false);
  });
});
