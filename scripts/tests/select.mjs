/** Set to true on suites and tests that only `npm run test:all` runs; see test/support/stages.ts. */
const REST_MARK = Symbol.for('scopegate.tests.rest');

/**
 * Leaves the tests of one stage in a suite. `test` and `rest` share them out: each test is in exactly one.
 * @param {import('mocha').Suite} suite
 * @param {import('./plan.mjs').Stage} stage
 */
export function selectTests(suite, stage) {
  if (stage === 'every') return;
  keep(suite, stage === 'rest', isMarked(suite));
}

/**
 * @param {import('mocha').Suite} suite
 * @param {boolean} wanted whether marked tests stay, or the others
 * @param {boolean} inherited whether a suite around it is marked
 */
function keep(suite, wanted, inherited) {
  const marked = inherited || isMarked(suite);
  suite.tests = suite.tests.filter((test) => (marked || isMarked(test)) === wanted);
  for (const child of suite.suites) keep(child, wanted, marked);
  suite.suites = suite.suites.filter((child) => child.total() > 0);
}

/** @param {import('mocha').Suite | import('mocha').Test} part */
const isMarked = (part) => Reflect.get(part, REST_MARK) === true;

/** @param {import('mocha').Suite | import('mocha').Test} part */
export const mark = (part) => Reflect.set(part, REST_MARK, true);
