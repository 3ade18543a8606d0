import { expect } from 'chai';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';
import { compareSegments, TrieBuilder } from '../../../src/engine/trie/trie-builder.js';
import { compileRows } from '../policies.js';

describe('A trie that grows', () => {
  /** Far more nodes, and far more text, than there is room for at first. */
  const many = Array.from({ length: 3000 }, (_unused, k) => `/literal-${k % 1500}/{x}/text-${k}{y}/${k}`);

  it('leads every template to a node of its own, and to the same one again', () => {
    const builder = new TrieBuilder();
    const nodeOf = (text: string): number => builder.nodeFor(parseTemplate(text).segments);
    const nodes = many.map(nodeOf);
    expect(new Set(nodes).size).to.equal(many.length);
    const { nodeCount } = builder;
    expect(nodeCount).to.equal(1 + 1500 + 1500 + 3000 + 3000);
    expect(many.map(nodeOf)).to.deep.equal(nodes);
    expect(builder.nodeCount).to.equal(nodeCount);
  });

  it('is found in as a whole when it is finished', () => {
    const api = compileRows(many);
    const router = makeRouter();
    for (let at = 0; at < many.length; at += 7) {
      const path = many[at]!.replace('{x}', 'a').replace('{y}', 'b');
      expect(router.find(api, 'GET', path), path).to.equal(at);
      expect(router.find(api, 'GET', `${path}0`), path).to.equal(-1);
    }
  });
});

describe('The order of siblings with parameters', () => {
  const order = [
    ...['abcd{x}', 'ab{x}-{y}c', 'a{x}bcd', '{x}abcd'],
    ...['abc{x}', 'ab{x}c', 'a{x}bc', '{x}abc', '{x}a{y}bc'],
    ...['{x}b', '{x}c', '{x}'],
    ...['ab{+x}', 'a{+x}b', '{+x}b', '{+x}'],
  ];
  const segmentOf = (text: string) => parseTemplate(`/${text}`).segments[0]!;
  for (const [at, text] of order.entries()) {
    it(`puts ${text} after ${order[at - 1] ?? 'nothing'}`, () => {
      for (const [place, other] of order.entries()) {
        if (place !== at) {
          expect(Math.sign(compareSegments(segmentOf(text), segmentOf(other))), other).to.equal(Math.sign(at - place));
        }
      }
    });
  }
});
