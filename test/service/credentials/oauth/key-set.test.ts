import { expect } from 'chai';
import { fetchJson } from '../../../../src/service/credentials/oauth/fetch-json.js';
import { makeKeySet } from '../../../../src/service/credentials/oauth/key-set.js';
import type { KeyFinder, KeySet } from '../../../../src/service/credentials/oauth/key-set.js';
import type { JsonObject } from '../../../../src/service/credentials/oauth/small-json.js';
import { rejection } from '../../../support/rejection.js';
import { startTokenIssuer } from '../../../support/token-issuer.js';
import type { TokenIssuer } from '../../../support/token-issuer.js';

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
      expect(await keySet.current()).to.be.a('function');
    });
  }

  const useless: readonly [title: string, keys: unknown][] = [
    ['no list', {}],
    ['no key', []],
    ['a secret', [{ kty: 'oct', k: 'AAAA' }]],
    ['a private key', [{ kty: 'EC', crv: 'P-256', x: 'A', y: 'A', d: 'A' }]],
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
    expect(newer[0]).to.be.a('function');
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
    expect(await keySet.current()).to.be.a('function');
  });
});
