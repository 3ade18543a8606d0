import { expect } from 'chai';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeReadiness } from '../../src/app/readiness.js';

describe('Readiness', () => {
  it('lasts through an outage up to the longest staleness, and comes back', async () => {
    const state = { isLoaded: true, ageMs: 0 };
    const readiness = makeReadiness({
      isLoaded: () => state.isLoaded,
      ageMs: () => state.ageMs,
      maxStalenessMs: 60_000,
    });
    const seen: string[] = [];
    const stop = readiness.watch((now) => seen.push(now));
    state.ageMs = 59_000;
    expect(readiness.problem()).to.equal(null);
    await sleep(300);
    state.ageMs = 61_000;
    expect(readiness.problem()).to.include('too long');
    await sleep(300);
    state.ageMs = 10;
    await sleep(300);
    stop();
    expect(seen).to.deep.equal(['serving', 'not_serving', 'serving']);
  });
});
