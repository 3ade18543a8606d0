/** @type {import('knip').KnipConfig} */
export default {
  entry: [
    'src/{main,client/index}.ts!',
    'scripts/{check,build,test,start,generate-management,gates/main,gates/suites,tests/worker}.mjs',
    'test/**/*.test.ts',
    'web/src/main.tsx',
    'web/vite.config.ts',
    'test/mutation/*.ts',
    'test/support/{hooks,shared-servers}.ts',
    'test/fixtures/schema/make.ts',
    'test/support/gateways/{imitation,imitate-kong}.ts',
  ],
  project: [
    'src/**/*.ts!',
    '!src/wire/**',
    'scripts/**/*.mjs',
    'test/**/*.ts',
    'web/**/*.{ts,tsx}',
    '!test/gates/fixtures/**',
  ],
  // Run by name from scripts and from .mocharc.json.
  // A package of its own.
  ignore: ['bench/routing/**'],
  // Programs of the system.
  ignoreBinaries: ['go', 'mkfifo', 'openssl', 'php-cgi', 'promtool'],
  ignoreDependencies: ['@bufbuild/buf', 'c8', 'prettier'],
  ignoreExportsUsedInFile: { interface: true, type: true },
};
