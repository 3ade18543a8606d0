import { expect } from 'chai';
import { isInvisible } from '../../../src/engine/path/characters.js';
import { foldCanonical, foldHash, foldPieces, foldsPlainly, foldText, utf8Of } from '../../../src/engine/path/fold.js';

describe('The fold of a text', () => {
  const cases = [
    { title: 'nothing', text: '', is: '' },
    { title: 'lower case as it is', text: 'plain-1', is: 'plain-1' },
    { title: 'capital letters in lower case', text: 'AZ', is: 'az' },
    { title: 'a compatibility form as what it stands for', text: '\ufb01\uff21', is: 'fia' },
    { title: 'parts of a character as the whole', text: 'e\u0301', is: '\u00e9' },
    { title: 'the sharp s as two letters', text: 'stra\u00dfe', is: 'strasse' },
    { title: 'the capital sharp s as two letters', text: 'STRA\u1e9eE', is: 'strasse' },
    { title: 'the dotless i as an i', text: '\u0131', is: 'i' },
    { title: 'the capital i with a dot as an i', text: '\u0130', is: 'i' },
    { title: 'the Kelvin sign as a k', text: '\u212a', is: 'k' },
    { title: 'no dot at the end', text: 'a.', is: 'a' },
    { title: 'no space at the end', text: 'a ', is: 'a' },
    { title: 'no dots and spaces at the end', text: 'a. . ..', is: 'a' },
    { title: 'no dots and spaces in front', text: '. .a', is: 'a' },
    { title: 'dots and spaces inside', text: 'a b.c', is: 'a b.c' },
    { title: 'one sigma wherever it stands', text: '\u03a3\u03a3a\u03c2', is: '\u03c3\u03c3a\u03c3' },
    { title: 'a character composed across a joiner', text: 'e\u034f\u0301', is: '\u00e9' },
    { title: 'nothing of dots and spaces alone', text: ' ..', is: '' },
    { title: 'no space at the end that is one only by its compatibility form', text: 'a\u3000', is: 'a' },
  ];
  for (const { title, text, is } of cases) {
    it(`is ${title}`, () => {
      expect(foldText(text)).to.equal(is);
    });
  }

  it('is without any character that shows nothing', () => {
    for (let code = 0; code <= 0x10ffff; code++) {
      if (code >= 0xd800 && code <= 0xdfff) continue;
      const character = String.fromCodePoint(code);
      if (!/\p{Default_Ignorable_Code_Point}/u.test(character)) continue;
      expect(foldText(`a${character}b`), code.toString(16)).to.equal('ab');
    }
  });

  it('is trimmed of all white space and dots, or no path may hold the character', () => {
    for (let code = 0; code <= 0xffff; code++) {
      const character = String.fromCharCode(code);
      if (!/[\p{White_Space}.]/u.test(character) || code < 0x20 || isInvisible(code)) continue;
      if (code >= 0x7f && code < 0xa0) continue;
      expect(foldText(`${character}a${character}${character}`), code.toString(16)).to.equal('a');
    }
  });

  it('is trimmed of what code page 874 turns into control characters, and of nothing else', () => {
    expect(foldText('\u25cba\u25d9\u2642')).to.equal('a');
    expect(foldText('\u00abx\u00bb')).to.equal('\u00abx\u00bb');
    expect(foldText('\u4e00x\u2713')).to.equal('\u4e00x\u2713');
  });
});

describe('The fold of a canonical segment', () => {
  for (const [segment, isPlain, is] of [
    ['', true, ''],
    ['Abc', true, 'abc'],
    ['a.b', true, 'a.b'],
    ['a.', false, 'a'],
    ['.', false, ''],
    ['.a', false, 'a'],
    ['a%20', false, 'a'],
    ['%C3%89', false, '\u00e9'],
    ['A%3AB', false, 'a:b'],
  ] as const) {
    it(`${JSON.stringify(segment)} is ${isPlain ? 'its lower case' : JSON.stringify(is)}`, () => {
      expect(foldsPlainly(segment)).to.equal(isPlain);
      expect(new TextDecoder().decode(foldCanonical(segment))).to.equal(is);
    });
  }

  it('loses only what stands at the ends of a whole segment', () => {
    expect(foldPieces(['.a.', '%20B%20', '.C.'])).to.deep.equal(['a.', ' b ', '.c']);
    expect(foldPieces(['', '%CC%81'])).to.deep.equal(['', '\u0301']);
  });

  it('is hashed by FNV-1a', () => {
    expect(foldHash(utf8Of('')) >>> 0).to.equal(0x811c9dc5);
    expect(foldHash(utf8Of('a')) >>> 0).to.equal(0xe40c292c);
    expect(foldHash(utf8Of('foobar')) >>> 0).to.equal(0xbf9cf968);
  });
});
