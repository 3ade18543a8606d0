import { expect } from 'chai';
import { silentLog } from '../../../../src/base/log.js';
import { makeUseObserver } from '../../../../src/service/recording/uses/observe-uses.js';
import { startUseFlusher } from '../../../../src/service/recording/uses/flush-uses.js';
import { makeUseCounters } from '../../../../src/service/recording/uses/use-counters.js';
import type { UseCount } from '../../../../src/store/ports/scope-use.js';
import { NOW_MS, makeCheckWorld } from '../../../support/check-world.js';
import { watched } from '../../../support/watch.js';

const HOUR_MS = 3_600_000;

async function makeWorld(maxCounters: number, intervalMs = HOUR_MS) {
  const world = await makeCheckWorld();
  const counters = makeUseCounters(maxCounters);
  const checks = watched(world, [makeUseObserver(counters, { note: () => undefined })]);
  const written: UseCount[] = [];
  const store = { isDown: false, onWrite: () => undefined as unknown };
  const flusher = startUseFlusher({
    counters,
    intervalMs,
    log: silentLog,
    writer: {
      addUses(uses) {
        if (store.isDown) return Promise.reject(new Error('down'));
        written.push(...uses);
        store.onWrite();
        return Promise.resolve();
      },
      removeOldUses: () => Promise.resolve(),
    },
  });
  const call = async (authorization: string): Promise<void> => {
    await checks.check(world.question({ authorization }));
  };
  return { world, counters, checks, written, store, flusher, call };
}

describe('The use of scopes', () => {
  it('is one row for a credential, endpoint and scope, however often it is called, also in a batch', async () => {
    const { world, checks, written, flusher, call } = await makeWorld(10);
    const [good, poor] = [world.addKey(), world.addKey({ scopes: [] })];
    for (let n = 0; n < 5; n += 1) await call(good);
    await call(poor);
    await call('App sgk_unknown');
    const items = [good, poor].map((authorization) => world.question({ authorization }));
    await checks.checkBatch({ items, minRevision: 0, deadlineMs: NOW_MS });
    await flusher.stop();
    expect(written.map(({ allowed, denied }) => [allowed, denied])).to.deep.equal([
      [6, 0],
      [0, 2],
    ]);
    expect(written.map(({ lastAllowedAtMs, lastDeniedAtMs }) => [lastAllowedAtMs, lastDeniedAtMs])).to.deep.equal([
      [NOW_MS, 0],
      [0, NOW_MS],
    ]);
  });

  it('has a bound in memory: what is beyond it is dropped and counted, and what is held goes on', async () => {
    const { world, counters, call } = await makeWorld(3);
    const keys = Array.from({ length: 8 }, () => world.addKey());
    for (const key of keys) await call(key);
    for (const key of keys.slice(0, 3)) await call(key);
    expect([counters.pending, counters.dropped]).to.deep.equal([3, 5]);
    expect(counters.take().map(({ allowed }) => allowed)).to.deep.equal([2, 2, 2]);
    expect(counters.pending).to.equal(0);
  });

  it('keeps the bound while the database is away, and writes what is there when it is back', async () => {
    const { world, counters, store, written, flusher, call } = await makeWorld(3);
    const keys = Array.from({ length: 5 }, () => world.addKey());
    store.isDown = true;
    for (const key of keys.slice(0, 2)) await call(key);
    await flusher.flush();
    for (const key of keys) await call(key);
    await flusher.flush();
    expect(counters.pending).to.equal(3);
    store.isDown = false;
    await flusher.stop();
    expect(written.reduce((sum, { allowed }) => sum + allowed, 0) + counters.dropped).to.equal(7);
  });

  it('is written by itself after an interval, so that no more than one is lost with the process', async () => {
    const { world, written, store, flusher, call } = await makeWorld(3, 20);
    const seen = new Promise<void>((resolve) => {
      store.onWrite = () => {
        resolve();
      };
    });
    await call(world.addKey());
    await seen;
    expect(written.map(({ allowed }) => allowed)).to.deep.equal([1]);
    await flusher.stop();
  });
});
