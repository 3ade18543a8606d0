import { expect } from 'chai';
import { makeAppliedState } from '../../../../src/service/decision/freshness/applied-state.js';
import { NOT_SERVING, notReadyBecause, watchReadiness } from '../../../../src/service/decision/freshness/readiness.js';
import { eventually } from '../../../support/query.js';

function makeReplica() {
  const now = { ms: 1_000_000 };
  const clock = (): number => now.ms;
  const state = makeAppliedState(clock, clock);
  const follower = { isLagging: false };
  return { now, state, follower, problem: () => notReadyBecause({ state, maxStalenessMs: 60_000, follower }) };
}

describe('Readiness', () => {
  it('is not there before the policy is loaded, whatever a snapshot holds', () => {
    const { state, problem } = makeReplica();
    expect(problem()).to.equal(NOT_SERVING);
    state.resume(7, 1_000_000);
    expect(problem()).to.equal(NOT_SERVING);
    state.follow();
    expect(problem()).to.equal(null);
  });

  it('lasts through an outage up to the longest staleness, and comes back', async () => {
    const { now, state, follower, problem } = makeReplica();
    state.confirm(state.now());
    state.follow();
    const seen: string[] = [];
    const stop = watchReadiness(problem, (one) => seen.push(one));
    const see = (...wanted: string[]): Promise<void> =>
      eventually(() => {
        expect(seen).to.deep.equal(wanted);
        return Promise.resolve();
      });
    now.ms += 60_000;
    expect(problem()).to.equal(null);
    await see('serving');
    now.ms += 1;
    expect(problem()).to.include('no database has confirmed');
    await see('serving', 'not_serving');
    follower.isLagging = true;
    expect(problem()).to.include('lagged behind its primary');
    state.confirm(state.now());
    await see('serving', 'not_serving', 'serving');
    stop();
  });
});
