import { expect } from 'chai';
import { makeAttempts } from '../../../src/service/credentials/attempts.js';

describe('attempts at passwords', () => {
  let nowMs = 0;
  const make = (maxRemembered = 100) =>
    makeAttempts({ perUser: 3, perSource: 5, windowMs: 1000, maxRemembered }, () => nowMs);

  beforeEach(() => {
    nowMs = 0;
  });

  const begin = (attempts: ReturnType<typeof make>, login: string, source: string): string =>
    attempts.begin(login, source) === null ? 'stopped' : 'begun';

  it('stops a user after too many, also from different sources, and leaves others alone', () => {
    const attempts = make();
    for (const source of ['a', 'b', 'c']) expect(begin(attempts, 'zoe', source)).to.equal('begun');
    expect(begin(attempts, 'zoe', 'd')).to.equal('stopped');
    expect(begin(attempts, 'max', 'd')).to.equal('begun');
  });

  it('stops a source after too many, also at different users', () => {
    const attempts = make();
    for (let at = 0; at < 5; at++) expect(begin(attempts, `user ${String(at)}`, 'a')).to.equal('begun');
    expect(begin(attempts, 'user 9', 'a')).to.equal('stopped');
    expect(begin(attempts, 'user 9', 'b')).to.equal('begun');
  });

  it('does not stop everybody whose source is not known', () => {
    const attempts = make();
    for (let at = 0; at < 50; at++) expect(begin(attempts, `user ${String(at)}`, '')).to.equal('begun');
  });

  it('does not count what was taken back, and counts what is under way', () => {
    const attempts = make();
    for (let at = 0; at < 9; at++) attempts.begin('zoe', 'a')?.();
    const [first] = [attempts.begin('zoe', 'a'), attempts.begin('zoe', 'a'), attempts.begin('zoe', 'a')];
    expect(begin(attempts, 'zoe', 'a')).to.equal('stopped');
    first?.();
    expect(begin(attempts, 'zoe', 'a')).to.equal('begun');
  });

  it('lets them try again when the window is over', () => {
    const attempts = make();
    for (let at = 0; at < 4; at++) begin(attempts, 'zoe', 'a');
    nowMs = 999;
    expect(begin(attempts, 'zoe', 'b')).to.equal('stopped');
    nowMs = 1000;
    expect(begin(attempts, 'zoe', 'b')).to.equal('begun');
  });

  it('does not let a stopped source push users out of memory', () => {
    const attempts = make(10);
    for (let at = 0; at < 3; at++) begin(attempts, 'zoe', '');
    for (let at = 0; at < 100; at++) begin(attempts, `user ${String(at)}`, 'a');
    expect(begin(attempts, 'zoe', '')).to.equal('stopped');
  });
});
