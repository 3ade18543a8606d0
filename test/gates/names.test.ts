import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { checkNames } from '../../scripts/gates/names.mjs';
import { root } from '../support/root.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('the gate of exported names', () => {
  let tree: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(() => {
    tree = makeTemporaryFolder();
  });
  afterEach(() => tree.remove());

  function write(files: Readonly<Record<string, string>>): void {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(tree.path, path)), { recursive: true });
      writeFileSync(join(tree.path, path), text);
    }
  }
  const twice = ['exported twice: same (src/a.ts, src/b/c.ts)'];

  const kinds = [
    ['a function', 'export function same(): void {}'],
    ['a class', 'export class same {}'],
    ['an interface', 'export interface same {}'],
    ['a type', 'export type same = 1;'],
    ['an enum', 'export enum same {}'],
    ['a constant', 'export const other = 1, same = 2;'],
    ['a taken-apart constant', 'export const { x: same, y: [z] } = source;'],
    ['a name that is exported later', 'const inner = 1;\nexport { inner as same };'],
  ] as const;
  for (const [kind, text] of kinds) {
    it(`finds ${kind} with the name of another file's export`, () => {
      write({ 'src/a.ts': 'export const same = 1;\n', 'src/b/c.ts': text });
      expect(checkNames(tree.path)).to.deep.equal(twice);
    });
  }

  it('lets a file pass on what another exports, keep a name to itself, and have a type and a value of one name', () => {
    write({
      'src/a.ts': 'export const same = 1;\nexport type same = typeof same;\n',
      'src/index.ts': "export { same } from './a.js';\nexport * from './a.js';\n",
      'src/b.ts': 'const same = 2;\nexport const other = same;\n',
      'src/wire/generated.ts': 'export const same = 3;\n',
    });
    expect(checkNames(tree.path)).to.deep.equal([]);
  });

  it('names all files of a name', () => {
    write({
      'src/a.ts': 'export const same = 1;\n',
      'src/b.ts': 'export type same = 1;\n',
      'src/c.ts': 'export class same {}\n',
    });
    expect(checkNames(tree.path)).to.deep.equal(['exported twice: same (src/a.ts, src/b.ts, src/c.ts)']);
  });

  it('passes the project itself', () => {
    expect(checkNames(root)).to.deep.equal([]);
  });
});
