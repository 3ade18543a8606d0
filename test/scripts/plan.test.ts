import { expect } from 'chai';
import { ALONE, CALM, NOT_QUICK, QUICK, REST, findTestFiles, isIn, planFiles } from '../../scripts/tests/plan.mjs';
import { root } from '../support/root.js';

describe('The plan of the tests', () => {
  const files = findTestFiles(root);
  const of = (stage: 'quick' | 'test' | 'rest' | 'every'): string[] =>
    planFiles(root, stage, []).map(({ file }) => file);

  for (const [name, rules] of Object.entries({ QUICK, NOT_QUICK, REST, CALM, ALONE })) {
    it(`names in ${name} only what there is`, () => {
      expect(rules.filter((rule) => !files.some((file) => isIn([rule], file)))).to.deep.equal([]);
    });
  }

  it('leaves no file out: what npm test does not load, npm run test:all runs whole', () => {
    const whole = planFiles(root, 'rest', []).filter(({ isRest }) => isRest);
    expect([...of('test'), ...whole.map(({ file }) => file)].sort()).to.deep.equal(files);
    expect(of('every')).to.deep.equal(files);
  });

  it('looks in every file for parts that only npm run test:all runs', () => {
    expect(of('rest')).to.deep.equal(files);
  });

  it('runs nothing in test:quick that npm test does not run', () => {
    const usual = new Set(of('test'));
    expect(of('quick').filter((file) => !usual.has(file))).to.deep.equal([]);
    expect(of('quick')).not.to.be.empty;
  });

  const named: [word: string, finds: RegExp, count: 'one' | 'more'][] = [
    ['test/scripts/plan.test.ts', /^test\/scripts\/plan\.test\.ts$/, 'one'],
    ['./test/scripts/plan.test.ts', /^test\/scripts\/plan\.test\.ts$/, 'one'],
    ['test/engine', /^test\/engine\//, 'more'],
    ['test/engine/', /^test\/engine\//, 'more'],
    ['test/cli/*.test.ts', /^test\/cli\/[^/]+$/, 'more'],
    ['test/engine/**/*.test.ts', /^test\/engine\//, 'more'],
    ['test/**/plan.test.ts', /\/plan\.test\.ts$/, 'more'],
  ];
  for (const [word, finds, count] of named) {
    it(`finds what ${word} names`, () => {
      const expected = files.filter((file) => finds.test(file));
      const found = planFiles(root, 'every', [word]).map(({ file }) => file);
      expect(found).to.deep.equal(expected);
      expect(found).to.have.length.greaterThan(count === 'one' ? 0 : 1);
    });
  }

  it('names what is not there', () => {
    expect(() => planFiles(root, 'every', ['test/base', 'test/none'])).to.throw('no file test/none');
  });
});
