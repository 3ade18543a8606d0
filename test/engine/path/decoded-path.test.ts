import { expect } from 'chai';
import fc from 'fast-check';
import { PathReader } from '../../../src/engine/path/canonical.js';
import { HAS_PERCENT, HAS_RESERVED, HAS_SLASH } from '../../../src/engine/path/escaped-path.js';
import { readSlashes, takeReserved } from '../../../src/engine/path/decoded-path.js';
import { refusalName } from '../../../src/engine/path/refusal.js';

/** Everything that a search reads of a path, in words. */
function stateOf(path: PathReader): unknown {
  const { segmentCount, byteCount, escapes, bytes, starts, ends, hashes, folds, delimiters } = path;
  const text = (from: number, to: number, of = bytes): string => new TextDecoder().decode(of.slice(from, to));
  const places = Array.from({ length: segmentCount }, (_unused, segment) => segment);
  const kinds = Array.from({ length: delimiters.count }, (_unused, at) => at);
  for (const segment of places) folds.ensure(segment);
  return {
    path: text(0, byteCount),
    escapes,
    segments: places.map((at) => [text(starts[at]!, ends[at]!), hashes[at]]),
    folds: places.map((at) => text(folds.starts[at]!, folds.ends[at]!, folds.bytes)),
    hasOdd: folds.hasOdd,
    hasBeyondAscii: folds.hasBeyondAscii,
    wholeFolds: places.map((at) => text(folds.wholeStarts[at]!, folds.wholeEnds[at]!, folds.bytes)),
    hasTrimmed: folds.hasTrimmed,
    delimiters: kinds.map((at) => [
      delimiters.segments[at],
      text(0, delimiters.places[at]!),
      delimiters.codePoints[at],
      text(folds.starts[delimiters.segments[at]!]!, delimiters.foldEnds[at]!, folds.bytes),
      text(folds.wholeStarts[delimiters.segments[at]!]!, delimiters.wholeFoldEnds[at]!, folds.bytes),
      delimiters.hashes[at],
    ]),
  };
}

describe('A path with its reserved characters decoded', () => {
  const cases = [
    ['a colon', '/a%3Ab', '/a:b'],
    ['all of them', '/%21%24%26%27%28%29%2A%2B%2C%3D%3A%40', "/!$&'()*+,=:@"],
    ['and nothing else', '/%20%22%25%2F%3F%23%C3%A9', '/%20%22%25%2F%3F%23%C3%A9'],
    ['in several segments', '/a/%3Ab/c%40/', '/a/:b/c@/'],
    ['before and after a delimiter', '/a%3Ab%3Fc%3Ad/e%40%23', '/a:b%3Fc:d/e@%23'],
    ['between blanks', '/%20%3A.%3F', '/%20:.%3F'],
    ['with a delimiter that a cut falls inside of', '/%3A\u2049%2B\u2049/\u2049', '/:%E2%81%89+%E2%81%89/%E2%81%89'],
    [
      'between blanks beyond ASCII',
      '/%20\u3000%3A%20\uff1f/.%2B\uff0e\u00c9%20',
      '/%20%E3%80%80:%20%EF%BC%9F/.+%EF%BC%8E%C3%89%20',
    ],
    ['beside more than ASCII', '/\u00c9%3A\uff1f%2B/\uff1bx%3D', '/%C3%89:%EF%BC%9F+/%EF%BC%9Bx='],
  ] as const;
  for (const [title, target, is] of cases) {
    it(`has ${title}: what is read of it is what a reader of it would read`, () => {
      const [path, into, fresh] = [new PathReader(), new PathReader(), new PathReader()];
      expect(refusalName(path.read(target))).to.equal('');
      into.read('/other/%20%3Fthings/\u00e9');
      takeReserved(path, into);
      expect(new TextDecoder().decode(into.bytes.slice(0, into.byteCount))).to.equal(is);
      expect(refusalName(fresh.read(is))).to.equal('');
      expect(stateOf(into)).to.deep.equal(stateOf(fresh));
      expect(into.escapes & HAS_RESERVED).to.equal(0);
    });
  }

  it('is read as a reader would read it, whatever it is', () => {
    const piece = fc.constantFrom(
      'a',
      'B',
      '.',
      '%20',
      '%3A',
      '%2B',
      '%3F',
      '%23',
      '%25',
      '%2F',
      '\u00c9',
      '\uff1b',
      '\u037e',
      '\u2049',
      '\u3000',
      '/',
    );
    const text = fc.array(piece, { maxLength: 12 }).map((pieces) => `/${pieces.join('')}`);
    const [path, into, fresh] = [new PathReader(), new PathReader(), new PathReader()];
    fc.assert(
      fc.property(text, (target) => {
        fc.pre(path.read(target) === 0);
        takeReserved(path, into);
        const decoded = target.replaceAll('%3A', ':').replaceAll('%2B', '+');
        expect(fresh.read(decoded)).to.equal(0);
        expect(stateOf(into)).to.deep.equal(stateOf(fresh));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('A path with its slashes decoded', () => {
  const cases = [
    ['/a%2Fb%3Ac%20%25%C3%A9/2F%2F%40', '/a/b%3Ac%20%25%C3%A9/2F/%40'],
    ['/a%2fb', '/a/b'],
    ['/a%2F', '/a/'],
    ['/a', '/a'],
    ['/a%2F%2Fb', 'empty_segment'],
    ['/a%2F..', 'dot_segment'],
    ['/a%2F.%20', 'encoded_dot_segment'],
  ] as const;
  for (const [target, is] of cases) {
    it(`${target} is read as ${is}`, () => {
      const [path, into] = [new PathReader(), new PathReader()];
      path.read(target);
      const refusal = readSlashes(path, into);
      expect(refusalName(refusal) || new TextDecoder().decode(into.bytes.slice(0, into.byteCount))).to.equal(is);
      if (refusal === 0) expect(into.escapes & HAS_SLASH).to.equal(0);
      expect(path.escapes & HAS_PERCENT).to.equal(target.includes('%25') ? HAS_PERCENT : 0);
    });
  }
});
