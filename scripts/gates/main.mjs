/** The gates of layers and of names on their own: `node scripts/gates/main.mjs`. */
import { join } from 'node:path';
import { checkFixtures, checkLayers } from './layers.mjs';
import { checkNames } from './names.mjs';

const root = join(import.meta.dirname, '..', '..');
const problems = [
  ...(await checkLayers(root)),
  ...(await checkFixtures(join(root, 'test', 'gates', 'fixtures'))),
  ...checkNames(root),
];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
