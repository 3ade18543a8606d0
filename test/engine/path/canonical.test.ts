import { expect } from 'chai';
import { PathReader } from '../../../src/engine/path/canonical.js';
import { foldHash, foldText, utf8Of } from '../../../src/engine/path/fold.js';
import { refusalName } from '../../../src/engine/path/refusal.js';

function outcome(reader: PathReader, target: string): string {
  return refusalName(reader.read(target)) || reader.canonicalPath();
}

/** The fold of each segment, as the reader made it. */
function foldsOf(reader: PathReader): string[] {
  return Array.from({ length: reader.segmentCount }, (_unused, segment) => {
    reader.folds.ensure(segment);
    const { bytes, starts, ends } = reader.folds;
    return new TextDecoder().decode(bytes.slice(starts[segment], ends[segment]));
  });
}

describe('A path reader', () => {
  /** Of twelve bytes at most, and three segments. */
  const limited: readonly (readonly [title: string, target: string, is: string])[] = [
    ['as many bytes as may be', '/3456789abcd', '/3456789abcd'],
    ['as many bytes as may be, before a query', '/3456789abcd?x=1', '/3456789abcd'],
    ['a byte too many', '/3456789abcde', 'path_too_long'],
    ['an escape that fills the path', '/34567%c3%a9', '/34567%C3%A9'],
    ['an escape that goes beyond', '/345678%C3%A9', 'path_too_long'],
    ['a character that fills the path', '/34567\u00e9', '/34567%C3%A9'],
    ['a character that goes beyond', '/345678\u00e9', 'path_too_long'],
    ['what is too long before what may not stand', '/345678\u00e9\\', 'path_too_long'],
    ['what may not stand before what is too long', '/34567\\\u00e9\u00e9', 'backslash'],
    ['escapes of plain characters that fill what was sent', '/%41%42%43%44', 'path_too_long'],
    ['far more bytes than may be', `/${'x'.repeat(500)}`, 'path_too_long'],
    ['far more characters than may be', `/${'\u65e5'.repeat(500)}`, 'path_too_long'],
    ['far more bytes than may be, of which some are query', `/3456789abcd?${'x'.repeat(500)}`, '/3456789abcd'],
    ['an escape that begins where reading ends', '/3456789abcd%41', 'path_too_long'],
    ['an escape that a character follows far behind', `/${'%41'.repeat(9)}\u65e5`, 'path_too_long'],
    ['as many segments as may be', '/a/b/c', '/a/b/c'],
    ['a slash after them', '/a/b/c/', 'too_many_segments'],
  ];
  for (const [title, target, is] of limited) {
    it(`keeps its limits: ${title}`, () => {
      expect(outcome(new PathReader({ maxPathBytes: 12, maxSegments: 3 }), target)).to.equal(is);
    });
  }

  /** A second path read after a first: nothing of the first may be left. */
  const pairs: readonly (readonly [title: string, first: string, second: string, is: string])[] = [
    ['a dot that was escaped', '/%2e\\', '/.', 'dot_segment'],
    ['a form that was not canonical', '/%41', '/A?q', '/A'],
    ['dots that stood where a space stands', '/a%20b....c%20', '/%20', '/%20'],
    ['a dot after the place of a space', '/%20.%20x', '/%20', '/%20'],
    ['spaces that stood where dots stand', '/a%20b%20%20c', '/...', '/...'],
    ['a space right after the dots', '/...%20x', '/...', '/...'],
    ['the escapes', '/a%25%2F%3A', '/a', '/a'],
  ];
  for (const [title, first, second, is] of pairs) {
    it(`forgets ${title}`, () => {
      const reader = new PathReader();
      reader.read(first);
      expect(outcome(reader, second)).to.equal(is);
      expect(reader.escapes).to.equal(0);
    });
  }

  for (const target of ['/%20', '/...', '/a/%20/b', '/.../%20']) {
    it(`takes spaces alone and dots alone for names: ${target}`, () => {
      expect(outcome(new PathReader(), target)).to.equal(target);
    });
  }

  const folded = [
    { title: 'plain text', target: '/Abc/De' },
    { title: 'text and an empty end', target: '/Abc/' },
    { title: 'escaped plain text', target: '/%41b%43/x' },
    { title: 'the last letter beside an escape', target: '/AZ%20AZ' },
    { title: 'dots and spaces at the end', target: '/a.%20./b' },
    { title: 'nothing but a space after a dot', target: '/a./%20/b' },
    { title: 'more than ASCII', target: '/\u00c9/STRA%C3%9FE' },
    { title: 'ASCII after more than ASCII in one segment', target: '/\u00c9A%20B/Z' },
    { title: 'as many segments as there may be', target: '/\u00c9'.repeat(64) },
    { title: 'as many escaped segments as there may be', target: '/A%20'.repeat(64) },
    { title: 'a form many times longer than what stands for it', target: `/${'\ufdfa'.repeat(3)}/A%20B/Z` },
    {
      title: 'forms that grow as much as they may',
      target: `/${'\u3300'.repeat(60)}/${'\ufb03'.repeat(40)}${'x'.repeat(2000)}`,
    },
    { title: 'blanks at both ends', target: '/%20.a.%20/\u3000\u00e9\u1680/.b' },
    { title: 'delimiters, and what stands before them', target: '/a%20%3Fb%20/\u00c9\u3000\uff1f%23/\uff1b' },
    { title: 'long text after such a form', target: `/\ufdfa/${'A'.repeat(8000)}` },
  ];
  for (const { title, target } of folded) {
    it(`folds ${title}`, () => {
      const reader = new PathReader();
      expect(outcome(reader, target)).to.match(/^\//);
      const expected = target
        .slice(1)
        .split('/')
        .map((segment) => foldText(decodeURIComponent(segment)));
      expect(foldsOf(reader)).to.deep.equal(expected);
      expect([...reader.hashes.slice(0, reader.segmentCount)]).to.deep.equal(
        expected.map((text) => foldHash(utf8Of(text))),
      );
    });
  }
});
