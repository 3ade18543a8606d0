import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { ALONE, QUICK, REST, findTestFiles, planFiles } from '../../scripts/tests/plan.mjs';
import { root } from '../support/root.js';

describe('The plan of the tests', () => {
  const files = findTestFiles(root);
  const of = (stage: 'quick' | 'test' | 'rest' | 'every'): string[] =>
    planFiles(root, stage, []).map(({ file }) => file);

  for (const [name, rules] of Object.entries({ QUICK, REST, ALONE })) {
    it(`names in ${name} only what there is`, () => {
      expect(rules.filter((rule) => !existsSync(join(root, rule)))).to.deep.equal([]);
    });
  }

  it('knows measured times of files only that there are', () => {
    const times = JSON.parse(readFileSync(join(root, 'scripts', 'tests', 'times.json'), 'utf8')) as object;
    const known = Object.keys(times).map((name) => name.replace(' (rest)', ''));
    expect(known.filter((file) => !files.includes(file))).to.deep.equal([]);
  });

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
});
