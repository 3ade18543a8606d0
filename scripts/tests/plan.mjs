/**
 * Which command runs which test files. `npm run test:quick` runs a part of what `npm test` runs; `npm run test:all` runs
 * exactly what `npm test` leaves out: the files of REST, and in every other file what is marked (`test/support/stages.ts`).
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {'quick' | 'test' | 'rest' | 'every'} Stage */
/** @typedef {'crowd' | 'calm' | 'alone'} Company in which a file runs, in this order */
/** @typedef {{ file: string, isRest: boolean, company: Company }} PlannedFile */

/** Folders (with a slash at their end), files, and ends of names (with a star before them). */
export const QUICK = ['test/base/', 'test/cli/', 'test/engine/', 'test/service/', 'test/config.test.ts'];

/** Beside QUICK: a process for each test. */
export const NOT_QUICK = ['test/cli/secrets-first.test.ts'];

/** Real gateways and browsers, other languages, proofs, chaos, and what harms a server of its own. */
export const REST = [
  'test/chaos/run.test.ts',
  'test/client/package.test.ts',
  'test/deploy/alerts.test.ts',
  'test/deploy/client-headers.test.ts',
  'test/deploy/gateways.test.ts',
  'test/deploy/hosts.test.ts',
  'test/deploy/variables.test.ts',
  'test/deploy/wrong-address.test.ts',
  'test/e2e/crash.test.ts',
  'test/e2e/overload.test.ts',
  'test/e2e/pooler.test.ts',
  'test/e2e/standby.test.ts',
  'test/e2e/upgrade.test.ts',
  'test/gates/layers.test.ts',
  'test/gates/prerequisites.test.ts',
  'test/languages/',
  'test/proofs/changes.test.ts',
  'test/proofs/flood.test.ts',
  'test/proofs/revocations.test.ts',
  'test/scripts/commands.test.ts',
  'test/service/identity/password-flood.test.ts',
  'test/store/postgres/embedded/accounts.test.ts',
  '*attacks.test.ts',
  'test/web/',
];

/** What mostly waits, for what must happen within a bound: these run after the crowd, two at a time. */
export const CALM = [
  'test/chaos/run.test.ts',
  'test/e2e/freshness.test.ts',
  'test/e2e/standby.test.ts',
  'test/e2e/upgrade.test.ts',
  'test/proofs/changes.test.ts',
  'test/proofs/revocations.test.ts',
];

/** What measures time or memory, floods, or writes dist/: these run last, one at a time. */
export const ALONE = [
  'test/client/package.test.ts',
  'test/e2e/overload.test.ts',
  'test/proofs/flood.test.ts',
  'test/service/decision/freshness/freshness.test.ts',
  'test/service/identity/password-flood.test.ts',
  'test/service/recording/decision-log/sink-writer.test.ts',
  'test/transports/grpc/drain.test.ts',
  'test/transports/grpc/many-checks.test.ts',
  'test/transports/listener/abuse.test.ts',
  '*attacks.test.ts',
];

/**
 * @param {string} root
 * @returns {string[]} every file of tests, with slashes
 */
export function findTestFiles(root) {
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => `test/${path.replaceAll('\\', '/')}`)
    .sort();
}

/**
 * The files of a stage, or those that are named: files, folders, patterns; each of them once.
 * @param {string} root
 * @param {Stage} stage
 * @param {readonly string[]} named paths from root
 * @returns {PlannedFile[]}
 */
export function planFiles(root, stage, named) {
  const all = findTestFiles(root);
  const absent = named.filter((name) => !all.some((file) => isNamed(name, file)));
  if (absent.length > 0) throw new Error(`there is no file ${absent.join(', ')}`);
  const files = named.length > 0 ? all.filter((file) => named.some((name) => isNamed(name, file))) : all;
  return files
    .map((file) => ({ file, isRest: isIn(REST, file), company: companyOf(file) }))
    .filter(({ file, isRest }) => {
      if (named.length > 0) return true;
      if (stage === 'quick') return !isRest && isIn(QUICK, file) && !isIn(NOT_QUICK, file);
      return stage !== 'test' || !isRest;
    });
}

/** @param {string} file @returns {Company} */
const companyOf = (file) => (isIn(ALONE, file) ? 'alone' : isIn(CALM, file) ? 'calm' : 'crowd');

/** @param {readonly string[]} rules @param {string} file */
export const isIn = (rules, file) =>
  rules.some((rule) => {
    if (rule.startsWith('*')) return file.endsWith(rule.slice(1));
    return rule.endsWith('/') ? file.startsWith(rule) : file === rule;
  });

/**
 * Whether a word of the command line names a file: itself, a folder around it, or a pattern with `*` and `**`.
 * @param {string} name
 * @param {string} file
 */
function isNamed(name, file) {
  const word = name.replace(/^[.][/]/, '').replace(/[/]$/, '');
  if (!word.includes('*')) return file === word || file.startsWith(`${word}/`);
  const pattern = word
    .split(/([*][*][/]|[*]+)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part.startsWith('*')) return part === '*' ? '[^/]*' : '.*';
      return part.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${pattern}$`).test(file);
}
