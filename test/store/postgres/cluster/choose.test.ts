import { expect } from 'chai';
import { LOOKS_OF_PROBATION, NO_CHOICE, choose } from '../../../../src/store/postgres/cluster/choose.js';
import type { MemberState } from '../../../../src/store/postgres/cluster/state.js';

const primary = (timeline: number, revision = 10): MemberState => ({ isStandby: false, timeline, revision, lagMs: 0 });
const standby = (revision: number, lagMs = 5): MemberState => ({ isStandby: true, timeline: 0, revision, lagMs });

interface Case {
  readonly title: string;
  readonly states: readonly (MemberState | null)[];
  readonly floor?: number;
  readonly timeline?: number;
  /** What is read from before. */
  readonly inUse?: number;
  readonly read: number;
  readonly write: number;
}

const cases: readonly Case[] = [
  { title: 'reads from the first, whatever it is', states: [standby(10), primary(1)], read: 0, write: 1 },
  { title: 'passes over what does not answer', states: [null, standby(10), primary(1)], read: 1, write: 2 },
  { title: 'goes without a primary', states: [null, standby(10)], read: 1, write: -1 },
  { title: 'has nothing when nothing answers', states: [null, null], read: -1, write: -1 },
  { title: 'never goes back in time', states: [standby(9), standby(11)], floor: 10, read: 1, write: -1 },
  { title: 'rather waits for a standby than go back', states: [null, standby(9)], floor: 10, read: -1, write: -1 },
  { title: 'believes a primary that lost commits', states: [primary(2, 5), standby(5)], floor: 10, read: 0, write: 0 },
  { title: 'of two primaries takes the promoted one', states: [primary(1, 99), primary(2)], read: 1, write: 1 },
  { title: 'remembers that one was promoted', states: [primary(1, 99), null], timeline: 2, read: -1, write: -1 },
  {
    title: 'reads on from a standby of it',
    states: [primary(1), standby(10)],
    timeline: 2,
    floor: 10,
    read: 1,
    write: -1,
  },
  {
    title: 'passes over a standby that lags beyond the limit',
    states: [standby(10, 1001), standby(10, 1000), primary(1)],
    read: 1,
    write: 2,
  },
  {
    title: 'reads from the primary where every standby lags',
    states: [standby(10, 4000), standby(10, 3000), primary(1)],
    inUse: 0,
    read: 2,
    write: 2,
  },
  {
    title: 'reads from the freshest where every member lags',
    states: [standby(10, 9000), standby(10, 3000), null],
    inUse: 0,
    read: 1,
    write: -1,
  },
  {
    title: 'stays where it is while two standbys of a dead primary age alike',
    states: [standby(10, 5000), standby(10, 5030)],
    inUse: 1,
    read: 1,
    write: -1,
  },
  {
    title: 'leaves a standby for one of the same age that received more',
    states: [standby(12, 5030), standby(10, 5000)],
    inUse: 1,
    read: 0,
    write: -1,
  },
  {
    title: 'rather waits for a lagging standby than go back in time',
    states: [standby(9, 20), standby(10, 60_000)],
    floor: 10,
    read: 1,
    write: -1,
  },
  {
    title: 'leaves a standby of the old timeline for the promoted one',
    states: [standby(10, 16_000), null, primary(3)],
    timeline: 2,
    inUse: 0,
    read: 2,
    write: 2,
  },
];

describe('The choice among several databases', () => {
  for (const { title, states, floor, timeline, inUse, read, write } of cases) {
    it(title, () => {
      const before = { ...NO_CHOICE, timeline: timeline ?? 0, read: inUse ?? -1 };
      const choice = choose(states, { floor: floor ?? 0, maxLagMs: 1000 }, before);
      expect([choice.read, choice.write]).to.deep.equal([read, write]);
    });
  }

  /** Which member is read from after each look at a standby, with the primary behind it in the list. */
  function readsOver(lagsMs: readonly number[]): number[] {
    let choice = NO_CHOICE;
    return lagsMs.map((lagMs) => {
      choice = choose([standby(10, lagMs), primary(1)], { floor: 10, maxLagMs: 1000 }, choice);
      return choice.read;
    });
  }

  it('goes back to a standby only after it has followed closely for several looks', () => {
    const good = Array.from({ length: LOOKS_OF_PROBATION }, () => 10);
    expect(readsOver([10, 1500, ...good])).to.deep.equal([0, 1, ...good.slice(1).map(() => 1), 0]);
  });

  it('does not go back to a standby that stops again and again', () => {
    const stops = [10, 1500, 10, 10, 1500, 10, 10, 10, 1500, 10, 10];
    expect(readsOver(stops)).to.deep.equal([0, ...stops.slice(1).map(() => 1)]);
  });

  it('does not go back to a standby that is only just below the limit', () => {
    expect(readsOver([1500, 900, 900, 900, 900, 900, 900, 900])).to.deep.equal(Array.from({ length: 8 }, () => 1));
  });
});
