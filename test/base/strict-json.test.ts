import { expect } from 'chai';
import fc from 'fast-check';
import { ScopegateError } from '../../src/base/errors.js';
import { parseStrictJson, parseStrictObject } from '../../src/base/strict-json.js';

const BOUNDS = { maxBytes: 10_000, maxDepth: 5 };

function problemOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    expect(error).to.be.instanceOf(ScopegateError).with.property('code', 'invalid_argument');
    return (error as ScopegateError).message;
  }
  throw new Error('it was taken');
}

const parse = (text: string | Buffer): unknown => parseStrictJson(text, BOUNDS);

describe('strict JSON', () => {
  const refused: [title: string, text: string, message: string][] = [
    ['a member twice', '{"a":1,\n "a":2}', 'line 2, column 2: this member is there twice (at a)'],
    [
      'a member twice in another spelling',
      '{"a":1,"\\u0061":2}',
      'line 1, column 8: this member is there twice (at a)',
    ],
    ['a member twice with a short escape', '{"/":1,"\\/":2}', 'twice (at /)'],
    ['a member twice with an astral character', '{"\u{1F600}":1,"\\ud83d\\uDE00":2}', 'twice'],
    ['an empty member twice', '{"":1,"":2}', 'twice'],
    ['a member twice deep inside', '{"paths":{"/a":[{},{"x":1,"x":1}]}}', 'twice (at paths./a.1.x)'],
    ['equal members with equal values', '{"a":1,"a":1}', 'twice'],
    ['__proto__', '{"__proto__":{}}', 'must not have this name (at __proto__)'],
    ['__proto__ in another spelling', '{"a":{"\\u005f_proto__":{}}}', 'must not have this name'],
    ['half a character', '["\\ud800"]', 'half a character (at 0)'],
    ['half a character as a name', '{"\\udc00":1}', 'half a character'],
    ['nesting too deep', '[[[[[[]]]]]]', 'column 6: nested deeper than 5 levels'],
    ['nothing', '', 'expected a value, found the end'],
    ['a text that ends early', '{"a":', 'line 1, column 6: expected a value, found the end'],
    ['more behind the end', '{} {}', 'expected nothing more'],
    ['a comment', '{/**/}', 'the name of a member'],
    ['a comma behind the last', '{"a":1,}', 'the name of a member'],
    ['a comma behind the last element', '[1,]', 'a value'],
    ['single quotes', "{'a':1}", 'the name of a member'],
    ['a byte order mark', '\uFEFF{}', 'a value'],
    ['a line end in a string', '"a\nb"', 'the end of the string'],
    ['an unknown escape', '"\\x41"', 'an escape'],
    ['a short escape', '"\\u12"', 'four hexadecimal digits'],
    ['a number with a leading zero', '[01]', '"," or "]"'],
    ['no number', '[NaN]', 'a value'],
    ['a literal in upper case', 'TRUE', 'a value'],
  ];
  for (const [title, text, message] of refused) {
    it(`rejects ${title}, and says where`, () => {
      expect(problemOf(() => parse(text))).to.include(message);
    });
  }

  it('rejects what is longer than the bound, in bytes, before it is parsed', () => {
    expect(parseStrictJson('"é"', { maxBytes: 4, maxDepth: 1 })).to.equal('é');
    expect(problemOf(() => parseStrictJson('"éé"', { maxBytes: 5, maxDepth: 1 }))).to.include('larger than 5 bytes');
  });

  it('rejects bytes that are not UTF-8, also overlong and surrogate ones', () => {
    for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80]]) {
      expect(problemOf(() => parse(Buffer.from([0x22, ...bytes, 0x22])))).to.include('UTF-8');
    }
  });

  it('never quotes a value, and cuts what the text chose to be long', () => {
    const secret = 'hunter2';
    for (const text of [`{"a":"${secret}`, `{"a":"${secret}","a":1}`, `{"a":"${secret}" x}`, `"${secret}"x`]) {
      expect(problemOf(() => parse(text))).not.to.include(secret);
    }
    expect(problemOf(() => parse(`{"${'n'.repeat(5_000)}":x}`)).length).to.be.lessThan(400);
    expect(problemOf(() => parse('{"a\\u001b[31m\\n":x}')))
      .not.to.include('\u001b')
      .and.not.to.include('\n');
  });

  it('takes half characters where a test case needs them', () => {
    expect(parseStrictJson('["\\ud800"]', { ...BOUNDS, halfCharacters: 'allow' })).to.deep.equal(['\ud800']);
  });

  it('takes one name in several objects, and names of the prototype', () => {
    const text = '{"a":[{"a":1},{"a":2}],"constructor":1,"toString":2,"hasOwnProperty":3}';
    expect(parse(text)).to.deep.equal(JSON.parse(text));
  });

  it('tells an object from other values', () => {
    expect(parseStrictObject('{"a":1}', BOUNDS)).to.deep.equal({ a: 1 });
    for (const text of ['[]', 'null', '1', '"a"']) {
      expect(problemOf(() => parseStrictObject(text, BOUNDS))).to.include('not a JSON object');
    }
  });

  it('takes exactly what JSON.parse takes, but for ambiguities', () => {
    const characters = fc.constantFrom(
      ...Array.from('{}[]:,"\\ \n\t01.eE+-aub/truefalsn'),
      '"a"',
      '"b":',
      '\\u0061',
      'true',
      'null',
      '\u007f',
      'é',
    );
    let taken = 0;
    fc.assert(
      fc.property(
        fc.oneof(
          fc.json({ maxDepth: 3 }),
          fc.array(characters, { maxLength: 12 }).map((all) => all.join('')),
        ),
        (text) => {
          let expected: unknown;
          try {
            expected = JSON.parse(text);
          } catch {
            expect(() => parse(text), text).to.throw();
            return;
          }
          try {
            expect(parse(text)).to.deep.equal(expected);
            taken += 1;
          } catch (error) {
            expect((error as Error).message).to.match(/twice|half a character|must not have this name/);
          }
        },
      ),
      { numRuns: 5_000 },
    );
    expect(taken).to.be.greaterThan(500);
  });
});
