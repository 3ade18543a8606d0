import { expect } from 'chai';
import { isScopegateError } from '../../../../src/base/errors.js';
import { makeInvalidationFeed } from '../../../../src/service/decision/freshness/feed.js';
import type { Invalidation, InvalidationFeed } from '../../../../src/service/decision/freshness/feed.js';

const loaded = (revision: number): InvalidationFeed => {
  const feed = makeInvalidationFeed();
  feed.publish({ revision, changes: [{ kind: 'everything' }] });
  return feed;
};

function watch(feed: InvalidationFeed, fromRevision: number) {
  const seen: Invalidation[] = [];
  let ended = false;
  const leave = feed.watch(fromRevision, {
    take: (invalidation) => void seen.push(invalidation),
    end: () => (ended = true),
  });
  return { seen, leave, hasEnded: () => ended };
}

function publishCredential(feed: InvalidationFeed, revision: number, credentialId: number): void {
  feed.publish({ revision, changes: [{ kind: 'credential', credentialId }] });
}

describe('The feed of invalidations', () => {
  it('begins with "ready", then tells each change by its inputs', () => {
    const feed = loaded(5);
    const { seen } = watch(feed, 0);
    feed.publish({ revision: 7, changes: [{ kind: 'catalogue' }, { kind: 'api', apiId: 3 }] });
    publishCredential(feed, 8, 42);
    expect(seen).to.deep.equal([
      { kind: 'ready', revision: 5 },
      { kind: 'invalidated', revision: 7, inputs: ['catalogue', 'api:3'] },
      { kind: 'invalidated', revision: 8, inputs: ['credential:42'] },
    ]);
  });

  it('tells a watcher that comes back what it has missed', () => {
    const feed = loaded(5);
    publishCredential(feed, 6, 1);
    publishCredential(feed, 7, 2);
    publishCredential(feed, 8, 2);
    expect(watch(feed, 6).seen).to.deep.equal([
      { kind: 'ready', revision: 6 },
      { kind: 'invalidated', revision: 8, inputs: ['credential:2'] },
    ]);
    expect(watch(feed, 8).seen).to.deep.equal([{ kind: 'ready', revision: 8 }]);
  });

  it('says "everything" to one whose past is not remembered', () => {
    const feed = loaded(5);
    expect(watch(feed, 4).seen).to.deep.equal([{ kind: 'everything', revision: 5 }]);
    for (let i = 0; i < 10_001; i++) publishCredential(feed, 6 + i, i);
    expect(watch(feed, 5).seen).to.deep.equal([{ kind: 'everything', revision: 10_006 }]);
    expect(watch(feed, 6).seen[0]).to.deep.equal({ kind: 'ready', revision: 6 });
  });

  it('says "everything" after a gap, also with a lower revision', () => {
    const feed = loaded(9);
    const { seen } = watch(feed, 0);
    feed.publish({ revision: 4, changes: [{ kind: 'everything' }] });
    expect(seen.at(-1)).to.deep.equal({ kind: 'everything', revision: 4 });
  });

  it('says nothing to one who has seen more elsewhere, until this replica has caught up', () => {
    const feed = loaded(5);
    const { seen } = watch(feed, 7);
    publishCredential(feed, 6, 1);
    expect(seen).to.deep.equal([]);
    publishCredential(feed, 8, 2);
    expect(seen).to.deep.equal([
      { kind: 'ready', revision: 7 },
      { kind: 'invalidated', revision: 8, inputs: ['credential:2'] },
    ]);
  });

  it('says nothing of changes that nothing rests on, and nothing to one who has left', () => {
    const feed = loaded(5);
    const { seen, leave } = watch(feed, 0);
    leave();
    publishCredential(feed, 6, 1);
    expect(seen).to.have.length(1);
    expect(feed.watchers).to.equal(0);
  });

  it('refuses before the policy is loaded, after its end, and beyond its bound', () => {
    const codeOf = (attempt: () => unknown): unknown => {
      try {
        return attempt();
      } catch (error) {
        return isScopegateError(error) ? error.code : error;
      }
    };
    const feed = makeInvalidationFeed();
    expect(codeOf(() => watch(feed, 0))).to.equal('unavailable');
    publishCredential(feed, 1, 1);
    const watchers = Array.from({ length: 1000 }, () => watch(feed, 0));
    expect(codeOf(() => watch(feed, 0))).to.equal('resource_exhausted');
    feed.close();
    expect(watchers.every(({ hasEnded }) => hasEnded())).to.equal(true);
    expect(codeOf(() => watch(feed, 0))).to.equal('unavailable');
  });
});
