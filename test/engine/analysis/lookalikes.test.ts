import { expect } from 'chai';
import { Lookalikes } from '../../../src/engine/analysis/lookalikes.js';
import { buildOverlapGraph } from '../../../src/engine/analysis/overlap-graph.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';

describe('What a segment looks like and is not', () => {
  const cases: readonly (readonly [title: string, templates: string[], text: string, found: string[]])[] = [
    ['nothing where no parameter decides it', ['a', 'A'], 'A', []],
    ['a text in the other letter case', ['{x}', 'a', 'b'], 'A', ['a']],
    ['a text without the dot behind it', ['{x}', 'a'], 'a.', ['a']],
    ['a text that is written otherwise', ['{x}', '%C3%A9'], '%C3%89', ['%C3%A9']],
    ['several texts', ['{x}', 'ab', 'Ab', 'AB'], 'aB', ['ab', 'Ab', 'AB']],
    ['the others where it is one of them', ['{x}', 'ab', 'Ab', 'AB'], 'Ab', ['ab', 'AB']],
    ['not itself', ['{x}', 'a'], 'a', []],
    ['a text beside a parameter', ['{x}:run', '{x}'], 'a:Run', ['{x}:run']],
    ['none that it has', ['{x}:run', '{x}'], 'a:run', []],
    ['a text and a pattern', ['{x}b', 'ab', '{x}'], 'aB', ['ab', '{x}b']],
  ];
  for (const [title, templates, text, found] of cases) {
    it(title, () => {
      const root = buildOverlapGraph(templates.map((template) => parseTemplate(`/${template}`)));
      const nameOf = new Map<number, string>();
      for (const node of [...root.literals.values(), ...root.edges.map(({ to }) => to)]) {
        nameOf.set(node.id, templates[node.templates[0]!]!);
      }
      const lookalikes = new Lookalikes();
      for (const time of ['first', 'second']) {
        expect(
          lookalikes.of(text, root).map((id) => nameOf.get(id)),
          time,
        ).to.deep.equal(found);
      }
    });
  }
});
