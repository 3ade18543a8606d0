import { expect } from 'chai';
import { silentLog } from '../../../../src/base/log.js';
import { makeLastUses } from '../../../../src/service/recording/uses/last-uses.js';
import { makeUseObserver } from '../../../../src/service/recording/uses/observe-uses.js';
import type { CredentialUse } from '../../../../src/store/ports/sessions.js';
import { NOW_MS, makeCheckWorld } from '../../../support/check-world.js';
import { watched } from '../../../support/watch.js';

function makeWorld(maxPending = 10) {
  const written: CredentialUse[][] = [];
  const world = { nowMs: 100, isDown: false, duringWrite: () => undefined as unknown };
  const uses = makeLastUses({
    log: silentLog,
    clock: () => world.nowMs,
    maxPending,
    recorder: {
      recordUses(batch) {
        if (world.isDown) return Promise.reject(new Error('down'));
        written.push([...batch]);
        world.duringWrite();
        return Promise.resolve();
      },
      removeOldSessions: () => Promise.resolve(0),
    },
  });
  return { world, uses, written };
}

describe('last uses', () => {
  it('are written once for each credential, the latest', async () => {
    const { world, uses, written } = makeWorld();
    for (const id of [1, 2, 1]) {
      world.nowMs++;
      uses.note(id);
    }
    await uses.flush();
    await uses.flush();
    const expected = [
      { credentialId: 1, atMs: 103 },
      { credentialId: 2, atMs: 102 },
    ];
    expect(written.flat()).to.deep.equal(expected);
  });

  it('are kept for the next time when the database is down', async () => {
    const { world, uses, written } = makeWorld();
    uses.note(1);
    world.isDown = true;
    await uses.flush();
    expect(uses.lastUsedAtMs(1)).to.equal(100);
    world.isDown = false;
    await uses.flush();
    expect(written.flat()).to.deep.equal([{ credentialId: 1, atMs: 100 }]);
  });

  it('are not lost when they come while others are written', async () => {
    const { world, uses, written } = makeWorld();
    uses.note(1);
    world.duringWrite = () => {
      if (written.length > 1) return;
      world.nowMs++;
      uses.note(1);
    };
    await uses.flush();
    expect(uses.pending).to.equal(1);
    await uses.flush();
    expect(written.flat().map(({ atMs }) => atMs)).to.deep.equal([100, 101]);
  });

  it('have a bound', () => {
    const { uses } = makeWorld(3);
    for (let id = 0; id < 10; id++) uses.note(id);
    uses.note(2);
    expect([uses.pending, uses.dropped]).to.deep.equal([3, 7]);
  });

  it('are noted of whoever is let through, also in a batch', async () => {
    const world = await makeCheckWorld();
    const { uses } = makeWorld();
    const checks = watched(world, [makeUseObserver({ count: () => undefined }, uses)]);
    const [good, poor, batched] = [{}, { scopes: [] }, {}].map((key) => world.addKey(key));
    const ask = (authorization = '') => world.question({ authorization });
    await checks.check(ask(good));
    await checks.check(ask(poor));
    await checks.check(ask());
    await checks.checkBatch({ items: [ask(batched), ask(poor)], minRevision: 0, deadlineMs: NOW_MS });
    expect([1, 2, 3].map((id) => uses.lastUsedAtMs(id))).to.deep.equal([100, 0, 100]);
  });
});
