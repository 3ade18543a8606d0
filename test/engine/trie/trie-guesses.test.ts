import { expect } from 'chai';
import * as layout from '../../../src/engine/trie/trie.js';
import { GUESS_CHILD, GUESS_TAG, MAX_GUESSES, MAX_SHARED, NODE_SIZE, ROOT } from '../../../src/engine/trie/trie.js';
import {
  childrenEnd,
  guessKey,
  guessPlaces,
  isLiteralOf,
  literalsEnd,
  textLength,
} from '../../../src/engine/trie/trie-access.js';
import type { Trie } from '../../../src/engine/trie/trie.js';
import { compileRows } from '../policies.js';

function keyOf(text: string): number {
  const bytes = Uint8Array.from(text.padEnd(8, '\0'), (character) => character.charCodeAt(0));
  const words = new DataView(bytes.buffer);
  return guessKey(words.getInt32(0, true), words.getInt32(4, true));
}

function textOf(trie: Trie, node: number): string {
  const start = trie.nodes[node + layout.TEXT]!;
  return String.fromCharCode(...trie.pool.subarray(start, start + textLength(trie, node)));
}

/** The bits of the key of a guess that stand beside its child. */
const tagOf = (text: string): number => keyOf(text) & GUESS_TAG;

const placesOf = (trie: Trie, node: number): number =>
  guessPlaces((literalsEnd(trie, node) - trie.nodes[node + layout.FIRST]!) / NODE_SIZE);

/** What is guessed below a node: tag and text, in the order of the children. */
function guessesBelow(trie: Trie, node: number): { tag: number; text: string }[] {
  const found: { tag: number; text: string; child: number }[] = [];
  const first = trie.nodes[node + layout.FIRST]!;
  for (let place = first - placesOf(trie, node); place < first; place++) {
    const guess = trie.nodes[place]!;
    if (guess === 0) continue;
    const child = first + ((guess & GUESS_CHILD) - 1) * NODE_SIZE;
    expect(isLiteralOf(trie.nodes, child, node)).to.equal(true);
    found.push({ tag: guess & GUESS_TAG, text: textOf(trie, child), child });
  }
  return found.sort((a, b) => a.child - b.child).map(({ tag, text }) => ({ tag, text }));
}

const rootOf = (routes: readonly string[]) => {
  const { trie } = compileRows(routes);
  const [lengths, shared] = [trie.nodes[ROOT + layout.LENGTHS]!, trie.nodes[ROOT + layout.SHARED]!];
  return { trie, lengths, shared, guessed: guessesBelow(trie, ROOT).map(({ text }) => text) };
};

describe('Guesses of a trie', () => {
  it('tell siblings apart by the eight characters after what all of them begin with', () => {
    const { trie, shared, lengths } = rootOf(['/item1', '/item-22', '/item', '/item-abcdefghi', '/{x}']);
    expect(shared).to.equal(4);
    expect(lengths).to.equal((1 << 5) | (1 << 7) | (1 << 4) | (1 << 14));
    expect(guessesBelow(trie, ROOT)).to.deep.equal([
      { tag: tagOf('1'), text: 'item1' },
      { tag: tagOf('-22'), text: 'item-22' },
      { tag: 0, text: 'item' },
      { tag: tagOf('-abcdefg'), text: 'item-abcdefghi' },
    ]);
  });

  it('are of each node by itself', () => {
    const { trie } = compileRows(['/a/one', '/a/onto', '/b/tw', '/b/three', '/c/lonely', '/c/{x}']);
    const [a, b, c] = [0, 1, 2].map((at) => trie.nodes[ROOT + layout.FIRST]! + at * NODE_SIZE) as [
      number,
      number,
      number,
    ];
    expect([a, b, c].map((node) => trie.nodes[node + layout.SHARED])).to.deep.equal([2, 1, 0]);
    expect([a, b, c].map((node) => trie.nodes[node + layout.LENGTHS])).to.deep.equal([24, 36, 64]);
    expect([a, b, c].map((node) => guessesBelow(trie, node).map(({ text }) => text))).to.deep.equal([
      ['one', 'onto'],
      ['tw', 'three'],
      [],
    ]);
    expect(childrenEnd(trie, c)).to.equal(trie.nodes[c + layout.SPECIAL]! + NODE_SIZE);
  });

  it('know nothing of one literal alone', () => {
    expect(rootOf(['/alone', '/{x}', '/{x}:go']))
      .to.include({ lengths: 1 << 5, shared: 0 })
      .and.to.have.deep.property('guessed', []);
  });

  it('leave out siblings that servers may take for each other, and those that are not plain', () => {
    expect(rootOf(['/Case', '/case', '/other']).guessed).to.deep.equal(['other']);
    expect(rootOf(['/caf%C3%A9', '/other', '/more'])).to.deep.include({
      lengths: (1 << 9) | (1 << 5) | (1 << 4),
      guessed: ['other', 'more'],
    });
    expect(rootOf(['/.dot.', '/other', '/more'])).to.deep.include({
      lengths: (1 << 5) | (1 << 3) | (1 << 4),
      guessed: ['other', 'more'],
    });
  });

  it('know a trailing slash', () => {
    const { trie } = compileRows(['/a/', '/a/bc']);
    const node = trie.nodes[ROOT + layout.FIRST]!;
    expect(trie.nodes[node + layout.LENGTHS]).to.equal(1 | (1 << 2));
    expect(guessesBelow(trie, node)).to.deep.equal([
      { tag: 0, text: '' },
      { tag: tagOf('bc'), text: 'bc' },
    ]);
  });

  it('count a shared beginning up to its limit', () => {
    const long = 'x'.repeat(300);
    expect(rootOf([`/${long}a`, `/${long}b`]).shared).to.equal(MAX_SHARED);
    expect(rootOf([`/${long.slice(0, 254)}a`, `/${long.slice(0, 254)}b`]).shared).to.equal(254);
  });

  it('stay few where many siblings have the same eight characters', () => {
    const many = Array.from({ length: 20 }, (_unused, at) => `/the-same${String.fromCharCode(97 + at)}`);
    const { guessed, trie } = rootOf([...many, '/x']);
    expect(guessed.filter((text) => text !== 'x').slice(0, MAX_GUESSES)).to.deep.equal(
      many.slice(0, MAX_GUESSES).map((path) => path.slice(1)),
    );
    expect(guessed.length).to.be.within(MAX_GUESSES, MAX_GUESSES + 1);
    expect(placesOf(trie, ROOT)).to.equal(32);
  });

  it('take two thirds of their places at most', () => {
    for (const [count, places] of [
      [0, 0],
      [1, 0],
      [2, 8],
      [5, 8],
      [6, 16],
      [10, 16],
      [11, 16],
      [12, 32],
      [21, 32],
      [22, 64],
    ] as const) {
      const { trie } = compileRows(Array.from({ length: count }, (_unused, at) => `/r${at}`).concat('/{x}'));
      expect(placesOf(trie, ROOT), String(count)).to.equal(places);
      expect(trie.nodes[ROOT + layout.FIRST]).to.equal(NODE_SIZE + places);
      expect(guessesBelow(trie, ROOT).length).to.equal(count < 2 ? 0 : count);
    }
  });
});
