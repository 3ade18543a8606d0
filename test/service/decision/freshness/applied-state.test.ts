import { expect } from 'chai';
import { makeAppliedState } from '../../../../src/service/decision/freshness/applied-state.js';

describe('What decisions rest on', () => {
  const clocks = { wall: 1_000_000, steady: 50 };
  const make = () =>
    makeAppliedState(
      () => clocks.wall,
      () => clocks.steady,
    );
  beforeEach(() => Object.assign(clocks, { wall: 1_000_000, steady: 50 }));

  it('is without end old before the first confirmation', () => {
    expect(make().since(null)).to.equal(Number.POSITIVE_INFINITY);
  });

  const moves: [title: string, wall: number, steady: number, age: number][] = [
    ['both clocks go on', 300, 300, 300],
    ['the wall clock is set back', -3_600_000, 300, 300],
    ['the machine was suspended', 3_600_000, 5, 3_600_000],
  ];
  for (const [title, wall, steady, age] of moves) {
    it(`is as old as the longer time says when ${title}`, () => {
      const state = make();
      state.confirm(state.now());
      clocks.wall += wall;
      clocks.steady += steady;
      expect(state.since(state.confirmed)).to.equal(age);
      expect(state.confirmed).to.deep.equal({ wallMs: 1_000_000, steadyMs: 50 });
    });
  }

  it('begins with a snapshot as old as that is, and follows nothing yet', () => {
    const state = make();
    state.resume(7, 1_000_000 - 400);
    clocks.steady += 100;
    expect({
      revision: state.revision,
      ageMs: state.since(state.confirmed),
      isFollowing: state.isFollowing,
    }).to.deep.equal({
      revision: 7,
      ageMs: 500,
      isFollowing: false,
    });
  });

  it('tells of each other revision, once', () => {
    const state = make();
    const seen: number[] = [];
    state.onReached(() => seen.push(state.revision));
    for (const revision of [1, 1, 2, 1]) state.reach(revision);
    expect(seen).to.deep.equal([1, 2, 1]);
  });
});
