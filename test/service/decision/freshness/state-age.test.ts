import { expect } from 'chai';
import { makeStateAge } from '../../../../src/service/decision/freshness/state-age.js';

describe('The age of what is held', () => {
  const clocks = { wall: 1_000_000, steady: 50 };
  const make = () =>
    makeStateAge(
      () => clocks.wall,
      () => clocks.steady,
    );
  beforeEach(() => Object.assign(clocks, { wall: 1_000_000, steady: 50 }));

  it('has no end before the first confirmation', () => {
    expect(make().since(null)).to.equal(Number.POSITIVE_INFINITY);
  });

  const moves: [title: string, wall: number, steady: number, age: number][] = [
    ['both clocks go on', 300, 300, 300],
    ['the wall clock is set back', -3_600_000, 300, 300],
    ['the machine was suspended', 3_600_000, 5, 3_600_000],
  ];
  for (const [title, wall, steady, age] of moves) {
    it(`is the longer time when ${title}`, () => {
      const stateAge = make();
      stateAge.confirm(stateAge.now());
      clocks.wall += wall;
      clocks.steady += steady;
      expect(stateAge.since(stateAge.confirmed)).to.equal(age);
      expect(stateAge.confirmed).to.deep.equal({ wallMs: 1_000_000, steadyMs: 50 });
    });
  }
});
