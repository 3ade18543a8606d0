import { expect } from 'chai';
import { buildOverlapGraph } from '../../../src/engine/analysis/overlap-graph.js';
import type { GraphNode } from '../../../src/engine/analysis/overlap-graph.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';

describe('The graph of templates', () => {
  const graph = (...templates: string[]): GraphNode => buildOverlapGraph(templates.map(parseTemplate));

  it('has one way for literals of one name, found by that name', () => {
    const { literals, edges } = graph('/a/b', '/a/c', '/d');
    expect([...literals.keys()]).to.deep.equal(['a', 'd']);
    expect(edges).to.deep.equal([]);
    expect([...literals.get('a')!.literals].map(([name, { templates }]) => [name, templates])).to.deep.equal([
      ['b', [0]],
      ['c', [1]],
    ]);
    expect(literals.get('d')!.templates).to.deep.equal([2]);
  });

  it('has one way for segments of one shape, whatever their parameters are called', () => {
    const { literals, edges } = graph('/{x}:go/a', '/{y}:go/{z}', '/{x}/a', '/{y}:go');
    expect(literals.size).to.equal(0);
    expect(edges.map(({ pattern: pieces }) => pieces)).to.deep.equal([
      ['', ':go'],
      ['', ''],
    ]);
    expect(edges[0]!.to.templates).to.deep.equal([3]);
  });

  it('goes through as many segments as there may be', () => {
    const { edges } = graph('/a{+x}-{y}z');
    const [whole, first] = edges;
    expect([whole!.pattern, first!.pattern]).to.deep.equal([
      ['a', '-', 'z'],
      ['a', ''],
    ]);
    expect(first!.to.edges.map(({ pattern: pieces, to }) => [pieces, to.id])).to.deep.equal([
      [['', ''], first!.to.id],
      [['', '-', 'z'], whole!.to.id],
    ]);
    expect(first!.to.id).to.not.equal(whole!.to.id);
  });
});
