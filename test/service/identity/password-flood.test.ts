import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'chai';
import { makeScopeTable } from '../../../src/engine/index.js';
import { systemClock } from '../../../src/base/clock.js';
import { makeCredentialCache } from '../../../src/service/identity/credential-cache.js';
import { makeInvalidations } from '../../../src/service/identity/invalidations.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import { makeAttempts } from '../../../src/service/identity/attempts.js';
import { makePasswords } from '../../../src/service/identity/passwords.js';
import { makeBasicScheme } from '../../../src/service/identity/users.js';
import type { UserRow } from '../../../src/store/ports/users.js';

const ROW: Omit<UserRow, 'hash'> = {
  ...{ id: 1, publicId: 'zoe', kind: 'user', name: 'zoe', account: 'acme', enabled: true, revokedAtMs: null },
  ...{ createdAtMs: 0, notBeforeMs: null, expiresAtMs: null, allowedAddresses: [], scopes: [] },
};
const DEADLINE_MS = 4_000;
const LIMITS = { perUser: 10, perSource: 100, perNetwork: 400, windowMs: 300_000, maxRemembered: 100_000 };

/** The Basic scheme with the slow hash, as it is served; nothing of a right password is cached between two questions. */
async function makeWorld() {
  const passwords = makePasswords({ maxRunning: 2, maxWaiting: 64 });
  const hash = await passwords.hash('right');
  const cache = makeCredentialCache(
    { maxEntries: 100, maxBytes: 1_000_000, maxRefusedEntries: 10, refusedTtlMs: 1_000 },
    systemClock,
  );
  const resolve = makeBasicScheme({
    ...{ cache, invalidations: makeInvalidations(100), scopes: makeScopeTable(), clock: systemClock, passwords },
    reader: {
      findUsers: (logins) => Promise.resolve({ revision: 1, users: logins.includes('zoe') ? [{ ...ROW, hash }] : [] }),
    },
    attempts: makeAttempts(LIMITS, systemClock),
  });
  /** What became of one question; `late` where the answer came after its deadline. */
  const ask = async (login: string, password: string, sourceIp: string): Promise<string> => {
    cache.clear();
    const deadlineMs = systemClock() + DEADLINE_MS;
    const basic = Buffer.from(`${login}:${password}`).toString('base64');
    try {
      const found = await resolve(basic, { sourceIp, deadlineMs } as CheckRequest);
      if (systemClock() > deadlineMs) return 'late';
      return 'fault' in found ? found.detail || 'wrong' : 'right';
    } catch (error) {
      return (error as { code: string }).code;
    }
  };
  return { ask, passwords };
}

/** How often each outcome came. */
function countOf(outcomes: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    [...new Set(outcomes)].map((each) => [each, outcomes.filter((one) => one === each).length]),
  );
}

describe('A flood of wrong passwords', function () {
  this.timeout(60_000);
  const FLOODS: [title: string, source: (at: number) => string][] = [
    ['one address', () => '198.51.100.1'],
    ['the networks of one IPv6 /48', (at) => `2001:db8:1:${(at % 65_536).toString(16)}::1`],
    ['thirty IPv4 networks', (at) => `10.0.${String(at % 30)}.${String(at % 200)}`],
  ];
  for (const [title, source] of FLOODS) {
    it(`from ${title} leaves answers to a user who was right there before, and to one elsewhere`, async () => {
      const { ask, passwords } = await makeWorld();
      expect(await ask('zoe', 'right', '192.0.2.1')).to.equal('right');
      const flood: Promise<string>[] = [];
      const known: Promise<string>[] = [];
      const elsewhere: Promise<string>[] = [];
      let deepest = 0;
      for (let at = 0; at < 2_000; at++) {
        flood.push(ask(`user ${String(at)}`, `guess ${String(at)}`, source(at)));
        if (at % 100 === 50) known.push(ask('zoe', 'right', '192.0.2.1'));
        if (at % 100 === 99) elsewhere.push(ask(`new ${String(at)}`, 'x', `203.0.${String((at - 99) / 100)}.1`));
        deepest = Math.max(deepest, passwords.waiting);
        if (at % 20 === 0) await sleep(20);
      }
      const outcomes = [known, elsewhere, flood].map((each) => Promise.all(each).then(countOf));
      const [ofKnown = {}, ofElsewhere = {}, ofFlood = {}] = await Promise.all(outcomes);
      const told = JSON.stringify({ ofKnown, ofElsewhere, ofFlood });
      expect(ofKnown, told).to.deep.equal({ right: 20 });
      expect(ofElsewhere, told).to.deep.equal({ wrong: 20 });
      expect(ofFlood['wrong'] ?? 0, told).to.be.greaterThan(0);
      expect(deepest).to.be.at.most(64);
    });
  }
});
