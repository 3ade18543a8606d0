import { expect } from 'chai';
import { makeSignInAttempts } from '../../../../src/transports/http/manage/attempts.js';
import { readCookie, sessionCookieName, setCookie } from '../../../../src/transports/http/manage/cookies.js';
import { makeSessions } from '../../../../src/transports/http/manage/sessions.js';
import { startManageWorld } from '../../../support/manage-world.js';
import { forEachPostgres } from '../../../support/postgres.js';

const LIMITS = { idleMs: 100, absoluteMs: 1_000, maxSessions: 3, maxPerCredential: 2 };

describe('Sessions of browsers', () => {
  const makeWorld = () => {
    const time = { nowMs: 0 };
    return { time, sessions: makeSessions(LIMITS, () => time.nowMs) };
  };

  it('end when they are left idle, and at their end however busy they are', () => {
    const { time, sessions } = makeWorld();
    const { token } = sessions.begin('App a', 'a');
    for (time.nowMs = 99; time.nowMs < 1_000; time.nowMs += 99) expect(sessions.find(token)).not.to.equal(null);
    time.nowMs = 1_000;
    expect(sessions.find(token)).to.equal(null);
    const idle = sessions.begin('App a', 'a');
    time.nowMs += 100;
    expect(sessions.find(idle.token)).to.equal(null);
  });

  it('have a bound: beyond it the one that was idle longest ends', () => {
    const { time, sessions } = makeWorld();
    const tokens = ['a', 'b', 'c'].map((name) => sessions.begin(`App ${name}`, name).token);
    time.nowMs = 1;
    sessions.find(tokens[0] ?? '');
    sessions.begin('App d', 'd');
    expect(sessions.size).to.equal(3);
    expect(tokens.map((token) => sessions.find(token) !== null)).to.deep.equal([true, false, true]);
  });

  it('have a bound for each credential, which takes no place from others', () => {
    const { sessions } = makeWorld();
    const other = sessions.begin('App other', 'other').token;
    const own = [1, 2, 3, 4].map((spelling) => sessions.begin(`Basic ${String(spelling)}`, 'a').token);
    expect(own.map((token) => sessions.find(token) !== null)).to.deep.equal([false, false, true, true]);
    expect(sessions.find(other)).not.to.equal(null);
  });

  it('are known by tokens that nobody has twice', () => {
    const { sessions } = makeWorld();
    const made = [1, 2, 3].map(() => sessions.begin('App a', 'a'));
    const secrets = made.flatMap(({ token, session }) => [token, session.csrfToken]);
    expect(new Set(secrets).size).to.equal(6);
    for (const secret of secrets) expect(secret).to.match(/^[\w-]{43}$/);
  });

  it('over TLS have a cookie that neither another host nor plain HTTP can set', () => {
    expect(sessionCookieName('https')).to.match(/^__Host-/);
    expect(setCookie('https', 't'))
      .to.match(/; Secure/)
      .and.match(/; Path=\//)
      .and.not.match(/Domain/i);
  });
});

describe('The session cookie of a request', () => {
  const cases: readonly { title: string; header: string | undefined; is: string | null }[] = [
    { title: 'alone', header: 'scopegate=a', is: 'a' },
    { title: 'among others', header: 'x=1; scopegate=a; y=2', is: 'a' },
    { title: 'with = in its value', header: 'scopegate=a=b', is: 'a=b' },
    { title: 'beside another that ends alike', header: '__Host-scopegate=b; xscopegate=c', is: null },
    { title: 'not there', header: undefined, is: null },
    { title: 'twice, with two values', header: 'scopegate=a; scopegate=b', is: null },
    { title: 'twice, with one value', header: 'scopegate=a; scopegate=a', is: null },
    { title: 'twice, once empty', header: 'scopegate=; scopegate=b', is: null },
    { title: 'twice, without a space between', header: 'scopegate=a;scopegate=b', is: null },
    { title: 'in a header that is too long', header: `x=${'1'.repeat(17_000)}; scopegate=a`, is: null },
  ];
  for (const { title, header, is } of cases) {
    it(`${is === null ? 'counts for none' : 'is read'}: ${title}`, () => {
      expect(readCookie(header, 'scopegate')).to.equal(is);
    });
  }
});

describe('Failed sign-ins', () => {
  it('make their source wait, and no other, for as long as the window lasts', () => {
    let nowMs = 0;
    const attempts = makeSignInAttempts(
      { maxFailures: 3, maxOfNetwork: 5, windowMs: 60_000, maxSources: 100 },
      () => nowMs,
    );
    for (let n = 0; n < 3; n += 1) {
      expect(attempts.waitSeconds('a')).to.equal(0);
      attempts.begin('a');
    }
    expect(attempts.waitSeconds('a')).to.be.within(1, 60);
    expect(attempts.waitSeconds('b')).to.equal(0);
    nowMs = 60_001;
    expect(attempts.waitSeconds('a')).to.equal(0);
  });

  const make = (maxSources = 20) =>
    makeSignInAttempts({ maxFailures: 3, maxOfNetwork: 5, windowMs: 60_000, maxSources }, () => 0);
  const tries = (attempts: ReturnType<typeof make>, sources: string[]): number =>
    sources.filter((source) => attempts.begin(source) !== null).length;

  it('count for their network, too, and while they are under way', () => {
    const networks = (prefix: string): string[] =>
      Array.from({ length: 9 }, (_, at) => `${prefix}${String(at + 1)}::1`);
    expect(tries(make(), networks('2001:db8:1:'))).to.equal(5);
    expect(tries(make(), networks('2001:db8:'))).to.equal(9);
    expect(
      tries(
        make(),
        Array.from({ length: 9 }, (_, at) => `192.0.2.${String(at)}`),
      ),
    ).to.equal(5);
    expect(tries(make(), Array<string>(9).fill('192.0.2.1'))).to.equal(3);
  });

  it('are not forgotten for those of many other sources; these wait when too many are counted', () => {
    const attempts = make();
    for (let n = 0; n < 3; n += 1) attempts.begin('a');
    const others = Array.from({ length: 1_000 }, (_, at) => `b${String(at)}`);
    expect(tries(attempts, others)).to.equal(19);
    expect(attempts.begin('a')).to.equal(null);
  });

  it('leave nothing where they did not fail', () => {
    const attempts = make();
    for (let n = 0; n < 99; n += 1) attempts.begin('a')?.();
    for (let n = 0; n < 99; n += 1) attempts.begin(`b${String(n)}`)?.();
    expect(tries(attempts, ['a', 'a', 'a', 'a'])).to.equal(3);
  });
});

forEachPostgres('Guessing at the sign-in', (server) => {
  it('is answered 429 with Retry-After after ten failures, whatever succeeded in between', async () => {
    const database = await server.createDatabase();
    const world = await startManageWorld(database);
    try {
      const signIn = (credential: string) => world.call('POST', '/v1/session', { key: null, body: { credential } });
      for (let n = 0; n < 10; n += 1) {
        expect((await signIn(world.administratorKey)).status).to.equal(201);
        expect((await signIn('sgk_guess')).status).to.equal(401);
      }
      const refused = await signIn(world.administratorKey);
      expect(refused.status).to.equal(429);
      expect(Number(refused.headers.get('retry-after'))).to.be.within(1, 60);
      expect((await world.call('GET', '/v1/session')).status).to.equal(200);
    } finally {
      await world.stop();
      await database.drop();
    }
  });
});
