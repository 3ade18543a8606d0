import { expect } from 'chai';
import { makeAttempts } from '../../../src/service/credentials/attempts.js';

describe('attempts at passwords', () => {
  let nowMs = 0;
  const make = (maxRemembered = 100) =>
    makeAttempts({ perUser: 4, perSource: 6, windowMs: 1000, maxRemembered }, () => nowMs);

  beforeEach(() => {
    nowMs = 0;
  });

  const begin = (attempts: ReturnType<typeof make>, login: string, source: string): string =>
    attempts.begin(login, source) === null ? 'stopped' : 'begun';

  it('stops a user after too many, also from different sources, and leaves others alone', () => {
    const attempts = make();
    for (const source of ['a', 'b', 'c', 'd']) expect(begin(attempts, 'zoe', source)).to.equal('begun');
    expect(begin(attempts, 'zoe', 'e')).to.equal('stopped');
    expect(begin(attempts, 'max', 'e')).to.equal('begun');
  });

  it('stops a source after too many, also at different users', () => {
    const attempts = make();
    for (let at = 0; at < 6; at++) expect(begin(attempts, `user ${String(at)}`, 'a')).to.equal('begun');
    expect(begin(attempts, 'user 9', 'a')).to.equal('stopped');
    expect(begin(attempts, 'user 9', 'b')).to.equal('begun');
  });

  it('lets one source use up no more than half of what a user has for new places', () => {
    const attempts = make();
    expect([1, 2, 3].map(() => begin(attempts, 'zoe', 'a'))).to.deep.equal(['begun', 'begun', 'stopped']);
    expect([1, 2, 3].map(() => begin(attempts, 'zoe', 'b'))).to.deep.equal(['begun', 'begun', 'stopped']);
    expect(begin(attempts, 'zoe', 'c')).to.equal('stopped');
  });

  it('does not let others lock a user out of where he was right before, for as long as they go on', () => {
    const attempts = make();
    attempts.prove('zoe', 'home');
    for (let hour = 0; hour < 3; hour++) {
      for (const source of ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']) begin(attempts, 'zoe', source);
      expect(attempts.isStopped('zoe', 'new place')).to.equal(true);
      expect(attempts.isStopped('zoe', 'home')).to.equal(false);
      nowMs += 3_600_000;
    }
  });

  it('stops also where the user was right before, by what comes from there', () => {
    const attempts = make();
    attempts.prove('zoe', 'home');
    expect([1, 2, 3].map(() => begin(attempts, 'zoe', 'home'))).to.deep.equal(['begun', 'begun', 'stopped']);
    expect([attempts.isStopped('zoe', 'home'), attempts.isStopped('zoe', 'a')]).to.deep.equal([true, false]);
  });

  it('does not let a neighbour at the same address lock out who was right there', () => {
    const attempts = make();
    attempts.prove('zoe', 'home');
    for (let at = 0; at < 9; at++) begin(attempts, `user ${String(at)}`, 'home');
    expect([attempts.isStopped('zoe', 'home'), attempts.isStopped('max', 'home')]).to.deep.equal([false, true]);
  });

  it('counts what comes from where one was right against its source, too', () => {
    const attempts = make();
    for (const login of ['zoe', 'max', 'kim']) {
      attempts.prove(login, 'home');
      for (let at = 0; at < 2; at++) expect(begin(attempts, login, 'home')).to.equal('begun');
    }
    expect(begin(attempts, 'another', 'home')).to.equal('stopped');
  });

  const NETWORKS: [title: string, one: string, other: string, same: boolean][] = [
    ['two addresses of an IPv6 network', '2001:db8:1:2::3', '2001:db8:1:2:ffff::1', true],
    ['two IPv6 networks', '2001:db8:1:2::3', '2001:db8:1:3::3', false],
    ['two IPv4 addresses', '192.0.2.1', '192.0.2.2', false],
    ['an IPv4 address and its mapped form', '192.0.2.1', '::ffff:192.0.2.1', true],
    ['two mapped addresses', '::ffff:192.0.2.1', '::ffff:192.0.2.2', false],
    ['two spellings of one address', '2001:DB8:0:0:0:0:0:1', '2001:db8::2', true],
  ];
  for (const [title, one, other, same] of NETWORKS) {
    it(`takes ${title} for ${same ? 'one source' : 'two sources'}`, () => {
      const attempts = make();
      for (let at = 0; at < 2; at++) begin(attempts, 'zoe', one);
      expect(begin(attempts, 'zoe', other)).to.equal(same ? 'stopped' : 'begun');
    });
  }

  it('does not stop everybody whose source is not known', () => {
    const attempts = make();
    for (let at = 0; at < 50; at++) expect(begin(attempts, `user ${String(at)}`, '')).to.equal('begun');
  });

  it('does not count what was taken back, and counts what is under way', () => {
    const attempts = make();
    for (let at = 0; at < 9; at++) attempts.begin('zoe', 'a')?.();
    const [first] = [attempts.begin('zoe', 'a'), attempts.begin('zoe', 'a')];
    expect(begin(attempts, 'zoe', 'a')).to.equal('stopped');
    first?.();
    expect(begin(attempts, 'zoe', 'a')).to.equal('begun');
  });

  it('lets them try again when the window is over', () => {
    const attempts = make();
    for (const source of ['a', 'b', 'c', 'd']) begin(attempts, 'zoe', source);
    nowMs = 999;
    expect(attempts.isStopped('zoe', 'e')).to.equal(true);
    nowMs = 1000;
    expect(begin(attempts, 'zoe', 'e')).to.equal('begun');
  });

  it('does not let a stopped source push users out of memory', () => {
    const attempts = make(10);
    for (let at = 0; at < 4; at++) begin(attempts, 'zoe', '');
    for (let at = 0; at < 100; at++) begin(attempts, `user ${String(at)}`, 'a');
    expect(begin(attempts, 'zoe', '')).to.equal('stopped');
  });
});
