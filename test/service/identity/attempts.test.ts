import { expect } from 'chai';
import { makeAttempts } from '../../../src/service/identity/attempts.js';

describe('attempts at passwords', () => {
  let nowMs = 0;
  const make = (maxRemembered = 100) =>
    makeAttempts({ perUser: 4, perSource: 6, perNetwork: 9, windowMs: 1000, maxRemembered }, () => nowMs);

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

  const WIDE: [title: string, source: (at: number) => string, stopsAt: number][] = [
    ['networks of one IPv6 /48', (at) => `2001:db8:1:${at.toString(16)}::1`, 9],
    ['IPv6 /48s', (at) => `2001:db8:${at.toString(16)}::1`, Infinity],
    ['addresses of one IPv4 /24', (at) => `192.0.2.${String(at)}`, 9],
    ['mapped addresses of one IPv4 /24', (at) => `::ffff:192.0.2.${String(at)}`, 9],
    ['IPv4 /24s', (at) => `192.0.${String(at)}.1`, Infinity],
    ['names that are no addresses', (at) => `gateway ${String(at)}`, Infinity],
  ];
  for (const [title, source, stopsAt] of WIDE) {
    it(`${stopsAt === Infinity ? 'does not count together' : 'counts together'} guesses from ${title}`, () => {
      const attempts = make();
      const begun = Array.from({ length: 20 }, (_, at) => begin(attempts, `user ${String(at)}`, source(at)));
      expect(begun.filter((told) => told === 'begun')).to.have.length(Math.min(20, stopsAt));
    });
  }

  /** Of the victim, all that may be counted. */
  const stop = (attempts: ReturnType<typeof make>): void => {
    for (const source of ['v1', 'v2']) for (let at = 0; at < 2; at++) begin(attempts, 'victim', source);
    expect(attempts.isStopped('victim', 'new place')).to.equal(true);
  };
  const FLOODS: [title: string, ask: (attempts: ReturnType<typeof make>, at: number) => void][] = [
    [
      'guesses that were judged, each from a place of its own',
      (attempts, at) => begin(attempts, `u${String(at)}`, `s${String(at)}`),
    ],
    ['guesses that were never judged', (attempts, at) => attempts.begin(`u${String(at)}`, `s${String(at)}`)?.()],
    ['guesses of one source that were never judged', (attempts, at) => attempts.begin(`u${String(at)}`, 's')?.()],
    ['questions alone', (attempts, at) => attempts.isStopped(`u${String(at)}`, `s${String(at)}`)],
    ['right passwords of others', (attempts, at) => attempts.prove(`u${String(at)}`, `s${String(at)}`)],
    ['right passwords of one user from many places', (attempts, at) => attempts.prove('evil', `s${String(at)}`)],
    [
      'guesses where one was right',
      (attempts, at) => {
        attempts.prove('evil', `s${String(at)}`);
        begin(attempts, 'evil', `s${String(at)}`);
      },
    ],
  ];
  for (const [title, ask] of FLOODS) {
    it(`forgets no user who is stopped for ${title}, however many`, () => {
      const attempts = make(20);
      stop(attempts);
      for (let at = 0; at < 1_000; at++) ask(attempts, at);
      expect(attempts.isStopped('victim', 'new place')).to.equal(true);
      expect(begin(attempts, 'victim', 'newer place')).to.equal('stopped');
    });
  }

  it('when it is full takes no guess of anybody new, and goes on for who was right before', () => {
    const attempts = make(20);
    attempts.prove('zoe', 'home');
    for (let at = 0; at < 20; at++) expect(begin(attempts, `u${String(at)}`, `s${String(at)}`)).to.equal('begun');
    expect(begin(attempts, 'new', 'place')).to.equal('stopped');
    expect(attempts.isStopped('zoe', 'home')).to.equal(false);
    expect([1, 2, 3].map(() => begin(attempts, 'zoe', 'home'))).to.deep.equal(['begun', 'begun', 'stopped']);
    nowMs = 1_000;
    expect(begin(attempts, 'new', 'place')).to.equal('begun');
  });

  it('leaves nothing of a guess for which there was no room', () => {
    const attempts = make(3);
    for (const login of ['a', 'b', 'c']) begin(attempts, login, '');
    for (let at = 0; at < 9; at++) expect(begin(attempts, 'd', '192.0.2.1')).to.equal('stopped');
    nowMs = 1_000;
    expect([1, 2].map(() => begin(attempts, 'd', '192.0.2.1'))).to.deep.equal(['begun', 'begun']);
  });

  it('remembers 32 places of a user, and no more', () => {
    const attempts = make();
    attempts.prove('max', 'home');
    for (let at = 0; at < 33; at++) attempts.prove('zoe', `place ${String(at)}`);
    expect([0, 1, 32].map((at) => attempts.isProven('zoe', `place ${String(at)}`))).to.deep.equal([false, true, true]);
    expect(attempts.isProven('max', 'home')).to.equal(true);
  });

  it('does not let a stopped source push users out of memory', () => {
    const attempts = make(10);
    for (let at = 0; at < 4; at++) begin(attempts, 'zoe', '');
    for (let at = 0; at < 100; at++) begin(attempts, `user ${String(at)}`, 'a');
    expect(begin(attempts, 'zoe', '')).to.equal('stopped');
  });
});
