import { expect } from 'chai';
import fc from 'fast-check';
import { PlainTemplates } from '../../../src/engine/trie/plain-template.js';
import { parseTemplate } from '../../../src/engine/trie/template.js';
import { NONE, TrieBuilder } from '../../../src/engine/trie/trie-builder.js';

/** Near to each other, so that one begins as another one does. */
const templates = fc
  .array(fc.constantFrom('a', 'b', 'ab', 'A', 'a.', '..', '', '{x}', '{y}', '{+x}', '{x}:a', 'a%20', '\u00e9'))
  .map((segments) => `/${segments.join('/')}`);

const MORE_THAN_PLAIN: readonly (readonly [title: string, template: string])[] = [
  ['nothing', ''],
  ['no leading slash', 'a/b'],
  ['the root', '/'],
  ['an empty segment', '/a//b'],
  ['a trailing slash', '/a/b/'],
  ['a dot segment', '/a/../b'],
  ['a segment that ends in a dot', '/a/b./c'],
  ['an escape', '/a/%41'],
  ['a character beyond ASCII', '/caf\u00e9'],
  ['a character whose code ends in that of a plain one', '/a/\u0141b'],
  ['a character that no path may hold', '/a/b;c'],
  ['text before a parameter', '/a/b{x}'],
  ['text after a parameter', '/a/{x}:go'],
  ['several segments', '/a/{+x}'],
  ['a parameter without a name', '/a/{}'],
  ['a parameter without an end', '/a/{x'],
  ['a parameter with a character that no name has', '/a/{x y}'],
  ['more than 64 segments', '/a'.repeat(65)],
];

describe('Plain templates', () => {
  for (const [title, template] of MORE_THAN_PLAIN) {
    it(`leave ${title} to the parser`, () => {
      const plain = new PlainTemplates(new TrieBuilder());
      expect(plain.nodeFor(template)).to.equal(NONE);
      expect(plain.nodeFor(template)).to.equal(NONE);
    });
  }

  it('come to the node that the parser leads to, whatever came before', () => {
    const builder = new TrieBuilder();
    const plain = new PlainTemplates(builder);
    const texts = ['/a/b/c', '/a/b', '/a/bc', '/a/b/c', '/a/b/d', '/A/b', '/a/{x}', '/a/{y}/b', '/a/{y-1.z}', '/a'];
    for (const text of [...texts, '/a'.repeat(64), '/a//x', '/a/b/c']) {
      const node = plain.nodeFor(text);
      if (text === '/a//x') continue;
      expect(node, text).to.be.greaterThan(NONE);
      expect(node, text).to.equal(builder.nodeFor(parseTemplate(text).segments));
    }
    expect(plain.nodeFor('/a/{z}')).to.equal(plain.nodeFor('/a/{x}'));
    expect(plain.nodeFor('/a/b')).not.to.equal(plain.nodeFor('/A/b'));
  });

  it('agree with the parser on tables of any templates', () => {
    fc.assert(
      fc.property(fc.array(templates, { maxLength: 20 }), (texts) => {
        const builder = new TrieBuilder();
        const plain = new PlainTemplates(builder);
        for (const text of texts) {
          const node = plain.nodeFor(text);
          const isPlain = /^(?:\/(?:[abA]+|\{\w\}))+$/.test(text);
          expect(node !== NONE, text).to.equal(isPlain);
          if (isPlain) expect(node, text).to.equal(builder.nodeFor(parseTemplate(text).segments));
        }
      }),
    );
  });
});
