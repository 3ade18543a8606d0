import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('./pool.mjs').Job} Job */

const ROOT = join(import.meta.dirname, '..', '..');
const FILE = join(import.meta.dirname, 'times.json');
/** Of the parts of a file that only `npm run test:all` runs. */
const REST = ' (rest)';
/** Of a file that nobody measured. */
const USUAL_SECONDS = 2;

/**
 * The longest first, so that the workers end together. Seconds of one run on two cores; only their order matters.
 * @param {readonly Job[]} jobs
 */
export function longestFirst(jobs) {
  /** @type {Record<string, number>} */
  const times = JSON.parse(readFileSync(FILE, 'utf8'));
  const of = (/** @type {Job} */ job) => times[nameOf(job)] ?? USUAL_SECONDS;
  return [...jobs].sort((a, b) => of(b) - of(a));
}

/**
 * Keeps what a run took, for the next ones, and forgets files that are gone.
 * @param {ReadonlyMap<Job, number>} measuredMs
 */
export function keepTimes(measuredMs) {
  const times = JSON.parse(readFileSync(FILE, 'utf8'));
  for (const [job, ms] of measuredMs) times[nameOf(job)] = Math.round(ms / 100) / 10;
  const isThere = (/** @type {string} */ name) => existsSync(join(ROOT, name.replace(REST, '')));
  const kept = Object.entries(times)
    .filter(([name]) => isThere(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  writeFileSync(FILE, `${JSON.stringify(Object.fromEntries(kept), null, 2)}\n`);
}

/** @param {Job} job */
const nameOf = ({ file, stage, isRest }) => (stage === 'rest' && !isRest ? `${file}${REST}` : file);
