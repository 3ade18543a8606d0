import { expect } from 'chai';
import { foldCanonical, foldHash, foldsPlainly, foldText, utf8Of, withoutJoiners } from '../../src/engine/fold.js';

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
    { title: 'dots and spaces inside', text: '. a b.c', is: '. a b.c' },
    { title: 'nothing of dots and spaces alone', text: ' ..', is: '' },
    { title: 'no space at the end that is one only by its compatibility form', text: 'a\u3000', is: 'a' },
  ];
  for (const { title, text, is } of cases) {
    it(`is ${title}`, () => {
      expect(foldText(text)).to.equal(is);
    });
  }

  /** First and last of each range; what stands beside it shows. */
  const joiners = [
    { title: 'the joiners', first: 0x200c, last: 0x200d, shownBefore: 0x200a, shownAfter: 0x2010 },
    { title: 'the grapheme joiner', first: 0x34f, last: 0x34f, shownBefore: 0x34e, shownAfter: 0x350 },
    { title: 'Mongolian selectors', first: 0x180b, last: 0x180d, shownBefore: 0x180a, shownAfter: 0x180e },
    { title: 'variation selectors', first: 0xfe00, last: 0xfe0f, shownBefore: 0xfdff, shownAfter: 0xfe10 },
  ];
  for (const { title, first, last, shownBefore, shownAfter } of joiners) {
    it(`is without ${title}, and nothing beside them`, () => {
      const between = (code: number): string => `a${String.fromCodePoint(code)}b`;
      for (let code = first; code <= last; code++)
        expect(withoutJoiners(between(code)), code.toString(16)).to.equal('ab');
      for (const code of [shownBefore, shownAfter]) expect(withoutJoiners(between(code))).to.equal(between(code));
      expect(foldText(between(first))).to.equal('ab');
    });
  }
});

describe('The fold of a canonical segment', () => {
  for (const [segment, isPlain, is] of [
    ['', true, ''],
    ['Abc', true, 'abc'],
    ['a.b', true, 'a.b'],
    ['a.', false, 'a'],
    ['.', false, ''],
    ['a%20', false, 'a'],
    ['%C3%89', false, '\u00e9'],
    ['A%3AB', false, 'a:b'],
  ] as const) {
    it(`${JSON.stringify(segment)} is ${isPlain ? 'its lower case' : JSON.stringify(is)}`, () => {
      expect(foldsPlainly(segment)).to.equal(isPlain);
      expect(new TextDecoder().decode(foldCanonical(segment))).to.equal(is);
    });
  }

  it('is hashed by FNV-1a', () => {
    expect(foldHash(utf8Of('')) >>> 0).to.equal(0x811c9dc5);
    expect(foldHash(utf8Of('a')) >>> 0).to.equal(0xe40c292c);
    expect(foldHash(utf8Of('foobar')) >>> 0).to.equal(0xbf9cf968);
  });
});
