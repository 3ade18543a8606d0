/** Something that tests need and that a machine may lack. */
export interface Prerequisite<T> {
  /** For readers of the report: `nginx`, `the history of the repository`. */
  readonly name: string;
  /** Null where this machine lacks it. */
  readonly found: T | null;
  /** What to do to get it. */
  readonly remedy: string;
  /** Default `required`. Third-party data is `optional`: CI of another project cannot have it, and counts the tests as skipped. */
  readonly inCi?: 'required' | 'optional';
}

/**
 * Defines a suite that needs something of the machine. Where that is missing, the tests are counted as skipped; with `CI`
 * set, the suite fails instead. No suite may vanish without being counted.
 *
 *     suiteWith(NGINX, 'nginx with the shipped configuration', (program) => {
 *       before(async () => { running = await start(program); });
 *       it('...', ...);
 *     });
 *
 * Where tests are skipped, `define` runs with null to count them: use what was found in hooks and tests only.
 */
export function suiteWith<T>(
  prerequisite: Prerequisite<T>,
  title: string,
  define: (this: Mocha.Suite, found: T) => void,
): Mocha.Suite {
  const { name, found, remedy, inCi = 'required' } = prerequisite;
  if (found !== null) {
    return describe(title, function () {
      define.call(this, found);
    });
  }
  if (isCi() && inCi === 'required') {
    return describe(title, () => {
      it(`finds ${name}`, () => {
        throw new Error(`this machine lacks ${name}, and CI leaves no test out. ${remedy}`);
      });
    });
  }
  return describe.skip(`${title} ${lack(prerequisite)}`, function () {
    define.call(this, null as T);
  }) as Mocha.Suite;
}

/** As `suiteWith`, for one test. */
export function testWith<T>(
  prerequisite: Prerequisite<T>,
  title: string,
  run: (found: T) => Promise<void> | void,
): void {
  const { name, found, remedy, inCi = 'required' } = prerequisite;
  if (found !== null) {
    it(title, () => run(found));
  } else if (isCi() && inCi === 'required') {
    it(title, () => {
      throw new Error(`this machine lacks ${name}, and CI leaves no test out. ${remedy}`);
    });
  } else it.skip(`${title} ${lack(prerequisite)}`);
}

function lack({ name, remedy, inCi }: Prerequisite<unknown>): string {
  return `(this machine lacks ${name}${inCi === 'optional' ? ', optional in CI' : ''}. ${remedy})`;
}

/** Two things that tests need at once. */
export function both<A, B>(one: Prerequisite<A>, other: Prerequisite<B>): Prerequisite<readonly [A, B]> {
  const missing = [one, other].filter(({ found }) => found === null);
  return {
    name: (missing.length === 0 ? [one, other] : missing).map(({ name }) => name).join(' and '),
    found: one.found === null || other.found === null ? null : [one.found, other.found],
    remedy: missing.map(({ remedy }) => remedy).join(' '),
    inCi: missing.some(({ inCi }) => inCi !== 'optional') ? 'required' : 'optional',
  };
}

function isCi(): boolean {
  return !['', '0', 'false'].includes(process.env['CI'] ?? '');
}
