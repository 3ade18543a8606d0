import { expect } from 'chai';
import { makeFetchJson } from '../../../../src/service/identity/oauth/fetch-json.js';
import { makeKeySet } from '../../../../src/service/identity/oauth/key-set.js';
import type { IssuerKey, KeyFinder, KeySet } from '../../../../src/service/identity/oauth/key-set.js';
import { makeOutbound, parseInternalTargets } from '../../../../src/service/identity/oauth/outbound.js';
import type { JsonObject } from '../../../../src/base/strict-json.js';
import { rejection } from '../../../support/rejection.js';
import { startTokenIssuer } from '../../../support/token-issuer.js';
import type { TokenIssuer } from '../../../support/token-issuer.js';

const fetchJson = makeFetchJson({ outbound: makeOutbound(parseInternalTargets(['http://127.0.0.1:*'])) });
const LIMITS = { timeoutMs: 500, maxBytes: 512 * 1024 };
const TIMES = { refreshMs: 3_600_000, graceMs: 10_000, cooldownMs: 30_000 };

describe('Key set', () => {
  let issuer: TokenIssuer;
  let nowMs = 0;
  let keySet: KeySet;
  const fetchKeys = (): Promise<JsonObject> => fetchJson(`${issuer.url}/jwks`, LIMITS);
  const open = (fetching = fetchKeys): KeySet =>
    makeKeySet({
      fetchKeys: fetching,
      times: TIMES,
      clock: () => nowMs,
      events: { fetched: () => undefined, failed: () => undefined },
    });
  beforeEach(async () => {
    nowMs = 100_000;
    issuer = await startTokenIssuer();
    keySet = open();
  });
  afterEach(async () => {
    keySet.close();
    await issuer.stop();
  });

  for (const manner of ['with an error', 'with a redirect', 'with too much', 'with nonsense'] as const) {
    it(`is out of reach when the issuer answers ${manner}, and tries again after a second`, async () => {
      issuer.answer(manner);
      expect(await rejection(Promise.resolve(keySet.current()))).to.have.property('code', 'unavailable');
      expect(await rejection(Promise.resolve(keySet.current()))).to.have.property('code', 'unavailable');
      expect(issuer.requests.count).to.equal(1);
      issuer.answer('rightly');
      nowMs += 1_000;
      expect(await keySet.current()).to.have.property('find');
    });
  }

  const useless: readonly [title: string, keys: unknown][] = [
    ['no list', {}],
    ['too many keys', Array.from({ length: 101 }, () => ({ kty: 'EC', crv: 'P-256', x: 'A', y: 'A' }))],
  ];
  for (const [title, keys] of useless) {
    it(`has no use for ${title}`, async () => {
      const other = open(() => Promise.resolve({ keys }));
      expect(await rejection(Promise.resolve(other.current()))).to.have.property('code', 'unavailable');
      other.close();
    });
  }

  it('asks once for all who wait', async () => {
    await Promise.all([1, 2, 3].map(async () => keySet.current()));
    expect(issuer.requests.count).to.equal(1);
  });

  it('looks for newer keys once in a cool-down, however many ask', async () => {
    const keys = await keySet.current();
    expect(await keySet.newerThan(keys)).to.equal(null);
    nowMs += TIMES.cooldownMs;
    const newer = await Promise.all([1, 2, 3].map(() => keySet.newerThan(keys)));
    expect(new Set(newer)).to.have.property('size', 1);
    expect(newer[0]).to.have.property('find');
    expect(await keySet.newerThan(newer[0] as KeyFinder)).to.equal(null);
    expect(issuer.requests.count).to.equal(2);
  });

  it('goes on with old keys until the grace is over', async () => {
    const keys = await keySet.current();
    issuer.answer('with an error');
    nowMs += TIMES.refreshMs + TIMES.graceMs;
    expect(keySet.current()).to.equal(keys);
    nowMs += 1;
    expect(await rejection(Promise.resolve(keySet.current()))).to.have.property('code', 'unavailable');
    issuer.answer('rightly');
    nowMs += TIMES.cooldownMs;
    expect(await keySet.current()).to.have.property('find');
  });

  const empty: readonly [title: string, keys: unknown][] = [
    ['no key', []],
    ['a secret', [{ kty: 'oct', k: 'AAAA' }]],
    ['a private key', [{ kty: 'EC', crv: 'P-256', x: 'A', y: 'A', d: 'A' }]],
    ['a key with half its material', [{ kty: 'EC', crv: 'P-256', x: 'A' }]],
  ];
  for (const [title, keys] of empty) {
    it(`takes ${title} for an issuer that has withdrawn its keys`, async () => {
      const other = open(() => Promise.resolve({ keys }));
      const finder = await other.current();
      expect(await rejection(finder.find({ alg: 'ES256', kid: 'k1' }))).to.have.property(
        'code',
        'ERR_JWKS_NO_MATCHING_KEY',
      );
      other.close();
    });
  }

  describe('ends what a key has verified', () => {
    let published: JsonObject;
    let isDown = false;
    let set: KeySet;
    let kept: IssuerKey;
    const key = (extra: object = {}): JsonObject => ({ ...issuer.publicJwk, ...extra });
    const header = { alg: 'ES256', kid: 'k1' };
    beforeEach(async () => {
      isDown = false;
      published = { keys: [key()] };
      set = open(() => (isDown ? Promise.reject(new Error('down')) : Promise.resolve(published)));
      const finder = await set.current();
      kept = await finder.recordOf(await finder.find(header));
    });
    afterEach(() => {
      set.close();
    });
    const fetchAgain = async (): Promise<void> => {
      nowMs += TIMES.cooldownMs;
      await set.newerThan(await set.current());
    };

    const CHANGES: readonly [title: string, keys: () => Promise<unknown>, isGone: boolean][] = [
      ['the same key', () => Promise.resolve([key()]), false],
      ['the same key beside another', async () => [key(), (await another()).publicJwk], false],
      ['the same key with a certificate', () => Promise.resolve([key({ x5c: ['AAAA'] })]), false],
      ['no key', () => Promise.resolve([]), true],
      ['another key', async () => [{ ...(await another()).publicJwk, kid: 'k2' }], true],
      ['another key under the same kid', async () => [(await another()).publicJwk], true],
      ['the same key under another kid', () => Promise.resolve([key({ kid: 'k2' })]), true],
      ['the same key for encryption', () => Promise.resolve([key({ use: 'enc' })]), true],
      ['the same key for another algorithm', () => Promise.resolve([key({ alg: 'ES384' })]), true],
      ['the same key for signing only', () => Promise.resolve([key({ key_ops: ['sign'] })]), true],
      ['the same key with its private half', () => Promise.resolve([key({ d: 'AAAA' })]), true],
    ];
    async function another(): Promise<TokenIssuer> {
      const other = await startTokenIssuer();
      await other.stop();
      return other;
    }
    for (const [title, keys, isGone] of CHANGES) {
      it(`${isGone ? 'when' : 'not when'} a fetch brings ${title}`, async () => {
        published = { keys: await keys() };
        await fetchAgain();
        expect(kept.isGone).to.equal(isGone);
      });
    }

    it('for good: a key that comes back verifies anew', async () => {
      published = { keys: [] };
      await fetchAgain();
      published = { keys: [key()] };
      await fetchAgain();
      const finder = await set.current();
      const again = await finder.recordOf(await finder.find(header));
      expect([kept.isGone, again.isGone]).to.deep.equal([true, false]);
    });

    it('not while the grace of an issuer that is down lasts, and then at the next attempt', async () => {
      isDown = true;
      await fetchAgain();
      expect(kept.isGone).to.equal(false);
      nowMs += TIMES.refreshMs + TIMES.graceMs;
      await rejection(Promise.resolve(set.current()));
      expect(kept.isGone).to.equal(true);
    });

    it('when its issuer is closed', () => {
      set.close();
      expect(kept.isGone).to.equal(true);
    });
  });
});
