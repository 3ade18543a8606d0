/**
 * `npm run mutation [-- --mutate src/engine/path/utf8.ts]`: changes the engine in one place after another and expects a test
 * to notice. What survives and why is in docs/mutation.md.
 */
export default {
  mutate: ['src/engine/**/*.ts'],
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  testRunnerNodeArgs: ['--import=tsx'],
  // Quick tests first. What survives them meets 250 of the oracle's 50,000 questions and four of the 120 pairs of tables of which route
  // pairs are found; overlaps are not compared pair by pair. All of them ask the same in every run: short-properties.ts sets the seed.
  mochaOptions: {
    'no-config': true,
    spec: [
      'test/engine/*/!(overlaps|oracle|small-worlds).test.ts',
      'test/engine/analysis/overlaps.test.ts',
      'test/engine/decision/small-worlds.test.ts',
      'test/mutation/short-properties.ts',
    ],
    grep: '^(?!.*(against a comparison of every pair|random tables, exhaustive paths|of \\d+ new cases))',
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 4000,
  ignorePatterns: ['/*', '!/src', '!/test', '!/package.json', '!/tsconfig.json'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
