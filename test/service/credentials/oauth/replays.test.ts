import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import { makeReplays } from '../../../../src/service/credentials/oauth/replays.js';

describe('Replays', () => {
  it('take nothing twice until its end, and forget it then', () => {
    let nowMs = 0;
    const replays = makeReplays(2, () => nowMs);
    expect([replays.note('a', 10), replays.note('a', 10)]).to.deep.equal([true, false]);
    nowMs = 11;
    expect(replays.note('a', 21)).to.equal(true);
  });

  it('refuse what is new rather than forget what is not over', () => {
    let nowMs = 0;
    const replays = makeReplays(2, () => nowMs);
    replays.note('a', 10);
    replays.note('b', 20);
    expect(() => replays.note('c', 20))
      .to.throw(ScopegateError)
      .with.property('code', 'resource_exhausted');
    expect(replays.note('a', 10)).to.equal(false);
    nowMs = 11;
    expect([replays.note('c', 20), replays.note('b', 20)]).to.deep.equal([true, false]);
  });
});
