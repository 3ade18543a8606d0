import { onlyInTestAll } from './stages.js';

/** Of every property in `npm test`: the same run twice has the same result. */
export const FIXED_SEED = 20_261_128;

/** As fast-check takes them. */
export interface PropertyRuns {
  readonly numRuns: number;
  readonly seed: number;
}

interface Counts {
  /** In `npm test`, from the fixed seed. */
  readonly usual: number;
  /** In `npm run test:all`, from a new seed each time; fast-check prints it with what fails. */
  readonly long: number;
}

/** A busy machine takes its time. */
const LONG_TIMEOUT_MS = 600_000;

/**
 * Defines a property as two tests: of a few cases that are always the same, and of many that are new. Repeat a long run with
 * `SCOPEGATE_TEST_SEED=<the printed seed> npm test -- <file>`.
 */
export function propertyTest(
  title: string,
  { usual, long }: Counts,
  ask: (runs: PropertyRuns) => Promise<void> | void,
): void {
  it(title, () => ask({ numRuns: usual, seed: FIXED_SEED })).timeout(LONG_TIMEOUT_MS);
  onlyInTestAll(
    it(`${title}, of ${String(long)} new cases`, () => ask({ numRuns: long, seed: newSeed() })).timeout(
      LONG_TIMEOUT_MS,
    ),
  );
}

function newSeed(): number {
  const given = process.env['SCOPEGATE_TEST_SEED'] ?? '';
  return given === '' ? Math.trunc(Math.random() * 2 ** 31) : Number(given);
}
