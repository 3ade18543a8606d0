import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { checkFixtures, checkLayers, ruleNames, violatedRules } from '../../scripts/gates/layers.mjs';

const root = join(import.meta.dirname, '..', '..');
const fixtures = join(import.meta.dirname, 'fixtures');

describe('the layer gate', () => {
  for (const name of ruleNames) {
    it(`finds the deliberate violation of ${name}, and nothing else there`, async () => {
      expect(await violatedRules(join(fixtures, name))).to.deep.equal([name]);
    });
  }

  it('passes the project itself', async () => {
    expect(await checkLayers(root)).to.deep.equal([]);
  }).timeout(120_000);

  describe('of a tree that it cannot trust', () => {
    let tree: string;
    beforeEach(() => {
      tree = mkdtempSync(join(tmpdir(), 'scopegate-gate-'));
    });
    afterEach(() => rmSync(tree, { recursive: true }));

    it('names every file of src that the cruiser did not see', async () => {
      for (const folder of ['src', 'test']) mkdirSync(join(tree, folder));
      writeFileSync(join(tree, 'src', 'main.ts'), 'export {};\n');
      expect(await checkLayers(tree, ['test'])).to.deep.equal(['not seen by dependency-cruiser: src/main.ts']);
      expect(await checkLayers(tree)).to.deep.equal([]);
    });

    it('names folders that import each other, though no file does', async () => {
      const files = {
        'src/base/one/entry.ts': "import { far } from '../other/far.js';\n\nexport const near = far;\n",
        'src/base/one/ground.ts': 'export const ground = 1;\n',
        'src/base/other/entry.ts': "import { ground } from '../one/ground.js';\n\nexport const other = ground;\n",
        'src/base/other/far.ts': 'export const far = 1;\n',
      };
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(tree, path)), { recursive: true });
        writeFileSync(join(tree, path), text);
      }
      const found = await checkLayers(tree, ['src']);
      expect(found).to.have.length(1);
      expect(found[0]).to.match(/^folder cycle in src\/base: /);
      rmSync(join(tree, 'src/base/other/entry.ts'));
      expect(await checkLayers(tree, ['src'])).to.deep.equal([]);
    });

    it('names a rule without a fixture, and a fixture without a rule', async () => {
      mkdirSync(join(tree, 'no-such-rule'));
      const problems = await checkFixtures(tree);
      expect(problems).to.include('no-such-rule: no rule of this name');
      expect(problems).to.include('no-cycles: no fixture that violates it');
    });

    it('names a fixture that violates nothing', async () => {
      for (const name of ruleNames) {
        mkdirSync(join(tree, name, 'src'), { recursive: true });
        writeFileSync(join(tree, name, 'src', 'main.ts'), 'export {};\n');
      }
      expect(await checkFixtures(tree)).to.include('no-cycles: its fixture violates []');
    });
  });
});
