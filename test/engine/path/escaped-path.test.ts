import { expect } from 'chai';
import { HAS_RESERVED, HAS_SLASH } from '../../../src/engine/path/canonical.js';
import { hidesEscape } from '../../../src/engine/path/escaped-path.js';
import { decodeSome } from '../../../src/engine/decision/readings.js';

describe('A path that hides an escape', () => {
  const cases: readonly (readonly [path: string, hides: boolean, after?: string])[] = [
    ['/%252F', true],
    ['/%2541', true],
    ['/%25fF', true],
    ['/%252525252F', true],
    ['/%25u002f', true],
    ['/%25U002f', true],
    ['/a%25-%2541', true],
    ['/%25', false],
    ['/%2525', false],
    ['/%254', false],
    ['/%25-', false],
    ['/%25g1', false],
    ['/%251g', false],
    ['/%25z541', false],
    ['/%252z41', false],
    ['/a2541', false],
    ['/%3541', false],
    ['/%A541', false],
    ['/%2041', false],
    // What stands after the path is of another one.
    ['/%25', false, '41'],
    ['/%25', false, 'u'],
    ['/%25', false, '2541'],
    ['/%254', false, '1'],
    ['/%252', false, '541'],
    ['/', false, '%2541'],
    ['/a', false, '%2541'],
  ];
  for (const [path, hides, after = ''] of cases) {
    it(`${path}${after === '' ? '' : ` (before a leftover ${after})`}: ${hides ? 'yes' : 'no'}`, () => {
      expect(hidesEscape(new TextEncoder().encode(path + after), path.length)).to.equal(hides);
    });
  }
});

describe('Other readings of a canonical path', () => {
  const path = '/a%2Fb%3Ac%20%25%C3%A9/2F%2F%40';
  for (const [title, decoded, is] of [
    ['with slashes decoded', HAS_SLASH, '/a/b%3Ac%20%25%C3%A9/2F/%40'],
    ['with reserved characters decoded', HAS_RESERVED, '/a%2Fb:c%20%25%C3%A9/2F%2F@'],
    ['with both decoded', HAS_SLASH | HAS_RESERVED, '/a/b:c%20%25%C3%A9/2F/@'],
    ['with nothing decoded', 0, path],
  ] as const) {
    it(title, () => {
      expect(decodeSome(path, decoded)).to.equal(is);
    });
  }
});
