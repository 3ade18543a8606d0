import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import { silentLog } from '../../../../src/base/log.js';
import { makeAppliedState } from '../../../../src/service/decision/freshness/applied-state.js';
import { makeFreshness } from '../../../../src/service/decision/freshness/freshness.js';
import type { FreshnessDeps } from '../../../../src/service/decision/freshness/freshness.js';
import type { ChangesRead } from '../../../../src/store/ports/changes.js';

/** A database whose revision the test moves. */
function makeFakeFeed() {
  const feed = {
    revision: 1,
    reads: 0,
    down: false,
    applied: [] as ChangesRead[],
    forgotten: [] as ChangesRead[],
    wake: (() => undefined) as (revision: number) => void,
  };
  const deps: FreshnessDeps = {
    state: makeAppliedState(
      () => Date.now(),
      () => performance.now(),
    ),
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
      return read.revision;
    },
    forget(read) {
      feed.forgotten.push(read);
    },
    pollIntervalMs: 20,
    clock: () => Date.now(),
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
    feed.wake(2);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(freshness.applied).to.equal(2);
    await freshness.stop();
  });

  it('polls again soon when what was notified of, or is waited for, is not there yet', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    feed.wake(2);
    setTimeout(() => (feed.revision = 2), 30);
    await new Promise((resolve) => setTimeout(resolve, 120));
    expect(freshness.applied).to.equal(2);
    const settled = feed.reads;
    const waiting = freshness.waitFor(3, Date.now() + 1000);
    setTimeout(() => (feed.revision = 3), 30);
    await waiting;
    expect(feed.reads - settled).to.be.within(2, 8);
    await freshness.stop();
  });

  it('asks less and less often for what was notified of and does not come', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    const before = feed.reads;
    feed.wake(1e15);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(feed.reads - before).to.be.within(2, 8);
    await freshness.stop();
  });

  it('forgets what is revoked while policy is being read, and applies it after that', async () => {
    const { feed, deps } = makeFakeFeed();
    let finish: (revision: number) => void = () => undefined;
    const apply = (read: ChangesRead): number | Promise<number> => {
      feed.applied.push(read);
      return feed.applied.length > 1 ? read.revision : new Promise<number>((resolve) => (finish = resolve));
    };
    const freshness = makeFreshness({ ...deps, apply });
    await freshness.start();
    feed.revision = 2;
    feed.wake(2);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([feed.applied.length, freshness.applied]).to.deep.equal([1, 1]);
    feed.revision = 3;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(feed.forgotten).to.deep.equal([{ revision: 3, changes: [{ kind: 'credential', credentialId: 7 }] }]);
    expect(freshness.applied).to.equal(1);
    finish(2);
    await freshness.waitFor(3, Date.now() + 1000);
    expect(feed.applied.map(({ revision }) => revision)).to.deep.equal([2, 3]);
    await freshness.stop();
  });

  it('ends while policy is being read, once that is over', async () => {
    const { feed, deps } = makeFakeFeed();
    let finish: (revision: number) => void = () => undefined;
    const apply = (): Promise<number> => new Promise((resolve) => (finish = resolve));
    const freshness = makeFreshness({ ...deps, apply });
    await freshness.start();
    feed.revision = 2;
    await new Promise((resolve) => setTimeout(resolve, 40));
    const stopped = freshness.stop();
    finish(2);
    await stopped;
    expect(freshness.applied).to.equal(2);
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

  it('tries a poll that failed again soon, and then less and less often', async () => {
    const { feed, deps } = makeFakeFeed();
    const freshness = makeFreshness({ ...deps, pollIntervalMs: 60_000 });
    await freshness.start();
    feed.down = true;
    const before = feed.reads;
    feed.wake(0);
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(feed.reads - before).to.be.within(2, 7);
    feed.down = false;
    feed.revision = 2;
    await new Promise((resolve) => setTimeout(resolve, 250));
    expect(freshness.applied).to.equal(2);
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
