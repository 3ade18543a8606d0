import { expect } from 'chai';
import {
  AFTER_PATH,
  COMES_LATER,
  CONFUSABLE,
  LENGTH_DIFFERS,
  METHOD_DIFFERS,
  NearMissList,
  SEGMENT_DIFFERS,
  TRAILING_SLASH,
} from '../../../src/engine/decision/near-miss-list.js';
import { compileRows } from '../policies.js';

const api = compileRows(Array.from({ length: 20 }, (_unused, at) => `/e${at}/{x}/caf\u00e9:go/end`));

function listed(...entries: readonly (readonly [rank: number, endpoint: number, segment?: number, depth?: number])[]) {
  const list = new NearMissList();
  list.add(METHOD_DIFFERS, 19, 0, 0);
  list.clear();
  for (const [rank, endpoint, segment = 0, depth = 0] of entries) list.add(rank, endpoint, segment, depth);
  return list.toNearMisses(api).map(({ template, difference }) => `${template.split('/')[1]!}: ${difference}`);
}

const orderOf = (lines: readonly string[]) => lines.map((line) => Number(line.slice(1).split(':')[0]));

describe('The list of near misses', () => {
  it('has the nearest first, and equally near ones in the order of the table', () => {
    expect(
      listed(
        [COMES_LATER, 1],
        [SEGMENT_DIFFERS, 9, 2, 3],
        [METHOD_DIFFERS, 7],
        [LENGTH_DIFFERS, 5, 4],
        [LENGTH_DIFFERS, 4, AFTER_PATH],
        [CONFUSABLE, 3, 5, 2],
        [TRAILING_SLASH, 8, AFTER_PATH],
        [TRAILING_SLASH, 2, 1],
        [METHOD_DIFFERS, 6],
        [SEGMENT_DIFFERS, 0, 6, 0],
      ),
    ).to.deep.equal([
      'e6: the method is GET',
      'e7: the method is GET',
      'e3: segment 6 differs from "caf\u00e9:go" only in letter case, dots or spaces at its ends, or Unicode form',
      'e2: it has no trailing slash',
      'e8: it has a trailing slash',
      'e4: it has one segment more',
      'e5: it ends before segment 5 of the path',
      'e0: segment 7 is not "e0"',
      'e9: segment 3 is not "end"',
      'e1: a template with precedence over this one matches',
    ]);
  });

  it('forgets what comes after the tenth', () => {
    const all = Array.from({ length: 20 }, (_unused, at) => [LENGTH_DIFFERS, (at * 7) % 20] as const);
    expect(orderOf(listed(...all))).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(orderOf(listed(...all, [METHOD_DIFFERS, 15]))).to.deep.equal([15, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(orderOf(listed(...all, [COMES_LATER, 15]))).to.deep.equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('knows when nothing that is as far away can enter it any more', () => {
    const list = new NearMissList();
    for (let at = 0; at < 9; at++) list.add(METHOD_DIFFERS, at, 0, 0);
    expect(list.isFullOf(COMES_LATER)).to.equal(false);
    list.add(LENGTH_DIFFERS, 9, 0, 0);
    const ranks = [METHOD_DIFFERS, TRAILING_SLASH, LENGTH_DIFFERS, SEGMENT_DIFFERS];
    expect(ranks.map((rank) => list.isFullOf(rank))).to.deep.equal([false, false, true, true]);
  });

  it('names an endpoint once, by the way on which it is nearest', () => {
    const ways = [
      [SEGMENT_DIFFERS, 1],
      [LENGTH_DIFFERS, 2],
      [METHOD_DIFFERS, 1],
      [COMES_LATER, 2],
    ] as const;
    expect(listed(...ways)).to.deep.equal(['e1: the method is GET', 'e2: it ends before segment 1 of the path']);
    expect(orderOf(listed([COMES_LATER, 3], [COMES_LATER, 4], [COMES_LATER, 5], [COMES_LATER, 4]))).to.deep.equal([
      3, 4, 5,
    ]);
    expect(orderOf(listed([COMES_LATER, 3], [COMES_LATER, 4], [COMES_LATER, 5], [METHOD_DIFFERS, 3]))).to.deep.equal([
      3, 4, 5,
    ]);
  });
});
