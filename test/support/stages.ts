/** Read by scripts/tests/select.mjs. */
const REST_MARK = Symbol.for('scopegate.tests.rest');

/**
 * Marks a suite or a test as one of `npm run test:all`, which runs exactly what `npm test` leaves out. For what a newcomer
 * does not wait for: the second PostgreSQL, and properties asked of more cases.
 */
export function onlyInTestAll(part: Mocha.Suite | Mocha.Test): void {
  Reflect.set(part, REST_MARK, true);
}
