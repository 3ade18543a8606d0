import { expect } from 'chai';
import { NO_CHOICE, choose } from '../../../../src/store/postgres/cluster/choose.js';
import type { MemberState } from '../../../../src/store/postgres/cluster/state.js';

const primary = (timeline: number, revision = 10): MemberState => ({ isStandby: false, timeline, revision });
const standby = (revision: number): MemberState => ({ isStandby: true, timeline: 0, revision });

interface Case {
  readonly title: string;
  readonly states: readonly (MemberState | null)[];
  readonly floor?: number;
  readonly timeline?: number;
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
];

describe('The choice among several databases', () => {
  for (const { title, states, floor, timeline, read, write } of cases) {
    it(title, () => {
      const choice = choose(states, floor ?? 0, { ...NO_CHOICE, timeline: timeline ?? 0 });
      expect([choice.read, choice.write]).to.deep.equal([read, write]);
    });
  }
});
