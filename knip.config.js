import { existsSync } from 'node:fs';

/** Until everything is wired together, a file of src may wait for its user. */
const assembled = existsSync(new URL('src/main.ts', import.meta.url));

/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    ...(assembled ? ['src/{main,cli/main,client/index}.ts!'] : ['src/**/*.ts!']),
    'scripts/{check,build,test,start,gates/main}.mjs',
    'test/**/*.test.ts',
  ],
  project: ['src/**/*.ts!', '!src/wire/**', 'scripts/**/*.mjs', 'test/**/*.ts', '!test/gates/fixtures/**'],
  ignoreDependencies: assembled ? [] : [/./],
  ignoreExportsUsedInFile: { interface: true, type: true },
};
