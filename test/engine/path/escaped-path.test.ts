import { expect } from 'chai';
import { hidesEscape } from '../../../src/engine/path/escaped-path.js';

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
