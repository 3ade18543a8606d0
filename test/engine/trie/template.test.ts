import { expect } from 'chai';
import { isScopegateError } from '../../../src/base/errors.js';
import { parseTemplate, templateShape } from '../../../src/engine/trie/template.js';
import { readTemplateCases } from '../cases.js';

function problemOf(template: string): string {
  try {
    parseTemplate(template);
  } catch (error) {
    if (isScopegateError(error)) return `${error.code}: ${error.message}`;
    throw error;
  }
  return '';
}

describe('template', () => {
  for (const { title, template, shape, problem, position } of readTemplateCases()) {
    if (shape === undefined) {
      it(`refuses ${title}`, () => {
        expect(problemOf(template)).to.equal(`policy: template "${template}": ${problem} at position ${position}`);
      });
    } else {
      it(`reads ${title}`, () => {
        expect(templateShape(parseTemplate(template))).to.equal(shape);
      });
    }
  }

  it('keeps names, text around them, and which parameter takes several segments', () => {
    const { text, segments } = parseTemplate('/a/{x.y}-{+z}:go/');
    expect(text).to.equal('/a/{x.y}-{+z}:go/');
    expect(segments).to.deep.equal([
      { pieces: ['a'], names: [], multiAt: -1 },
      { pieces: ['', '-', ':go'], names: ['x.y', 'z'], multiAt: 1 },
      { pieces: [''], names: [], multiAt: -1 },
    ]);
  });
});
