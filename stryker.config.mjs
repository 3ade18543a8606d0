/**
 * `npm run mutation [-- --mutate src/engine/utf8.ts]`: changes the engine in one place after another and expects a test
 * to notice. What survives and why is in docs/mutation.md.
 */
export default {
  mutate: ['src/engine/**/*.ts'],
  testRunner: 'mocha',
  plugins: ['@stryker-mutator/mocha-runner'],
  testRunnerNodeArgs: ['--import=tsx'],
  // Quick tests first. Of the oracle's 50,000 questions what survives everything else meets 250; overlaps are not compared
  // pair by pair, which takes ten seconds. All of them ask the same in every run: test/mutation/oracle.ts sets the seed.
  mochaOptions: {
    'no-config': true,
    spec: [
      'test/engine/!(overlaps|oracle|small-worlds).test.ts',
      'test/engine/overlaps.test.ts',
      'test/engine/small-worlds.test.ts',
      'test/mutation/oracle.ts',
    ],
    grep: '^(?!.*against a comparison of every pair)',
  },
  coverageAnalysis: 'perTest',
  concurrency: 2,
  timeoutMS: 4000,
  ignorePatterns: ['/*', '!/src', '!/test', '!/package.json', '!/tsconfig.json'],
  reporters: ['clear-text', 'progress-append-only', 'json'],
  clearTextReporter: { allowColor: false, logTests: false, reportTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};
