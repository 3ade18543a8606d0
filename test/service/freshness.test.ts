import { expect } from 'chai';
import { ScopegateError } from '../../src/base/errors.js';
import { silentLog } from '../../src/base/log.js';
import { makeFreshness } from '../../src/service/freshness.js';
import type { FreshnessDeps } from '../../src/service/freshness.js';
import type { ChangesRead } from '../../src/store/ports/changes.js';

/** A database whose revision the test moves. */
function makeFakeFeed() {
  const feed = {
    revision: 1,
    reads: 0,
    down: false,
    applied: [] as ChangesRead[],
    wake: (): void => undefined,
  };
  const deps: FreshnessDeps = {
    reader: {
      readChanges(since) {
        feed.reads++;
        if (feed.down) return Promise.reject(new ScopegateError('unavailable', 'down'));
        const changes = feed.revision > since ? [{ kind: 'credential' as const, credentialId: 7 }] : [];
        return Promise.resolve({ revision: feed.revision, changes });
      },
    },
    listener: {
      listen(wake) {
        feed.wake = wake;
        return Promise.resolve(() => Promise.resolve());
      },
    },
    loadAll: () => Promise.resolve(feed.revision),
    apply(read) {
      feed.applied.push(read);
      return Promise.resolve(read.revision);
    },
    pollIntervalMs: 20,
    clock: () => Date.now(),
    steadyClock: () => performance.now(),
    log: silentLog,
  };
  return { feed, deps };
}

describe('Freshness', () => {
  it('starts at the revision of the first load', async () => {
    const { deps } = makeFakeFeed();
    const freshness = makeFreshness(deps);
    await freshness.start();
    expect(freshness.applied).to.equal(1);
    await freshness.stop();
  });

  it('applies a change found by polling, before it counts as applied', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness(deps);
    await freshness.start();
    feed.revision = 2;
    await freshness.waitFor(2, Date.now() + 1000);
    expect(feed.applied).to.deep.equal([{ revision: 2, changes: [{ kind: 'credential', credentialId: 7 }] }]);
    expect(freshness.applied).to.equal(2);
    await freshness.stop();
  });

  it('polls at once when notified', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    feed.revision = 2;
    feed.wake();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(freshness.applied).to.equal(2);
    await freshness.stop();
  });

  it('polls at once when somebody waits for a revision', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    feed.revision = 3;
    await freshness.waitFor(3, Date.now() + 1000);
    expect(freshness.applied).to.equal(3);
    await freshness.stop();
  });

  it('answers unavailable when the revision does not come before the deadline', async () => {
    const { deps } = makeFakeFeed();
    const freshness = makeFreshness(deps);
    await freshness.start();
    const error = await freshness.waitFor(99, Date.now() + 30).catch((problem: unknown) => problem);
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'unavailable');
    expect(error).to.have.property('message', 'min_revision 99 was not reached in time: this replica is at revision 1');
    await freshness.stop();
  });

  it('goes on after the database was away, and its confirmation stands still meanwhile', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness(deps);
    await freshness.start();
    feed.down = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
    const confirmed = freshness.confirmed?.wallMs ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(freshness.confirmed?.wallMs ?? 0).to.equal(confirmed);
    feed.down = false;
    feed.revision = 5;
    await freshness.waitFor(5, Date.now() + 1000);
    expect(freshness.confirmed?.wallMs ?? 0).to.be.greaterThan(confirmed);
    await freshness.stop();
  });

  it('follows without notifications when listening is refused', async () => {
    const { feed, deps } = makeFakeFeed();
    const refusing = { listen: () => Promise.reject(new ScopegateError('unavailable', 'a standby')) };
    const freshness = makeFreshness({ ...deps, listener: refusing });
    await freshness.start();
    feed.revision = 2;
    await freshness.waitFor(2, Date.now() + 1000);
    await freshness.stop();
  });

  it('stops without waiting out the interval', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    await freshness.stop();
    const { reads } = feed;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(feed.reads).to.equal(reads);
  });
});
