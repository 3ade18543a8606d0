/**
 * `npm run fuzz [-- --pairs 1000000 --seed 7 --minutes 15]`: the engine against its oracle for as many pairs of policy
 * and request. Prints the seed first; what they disagree about is shrunk and printed, and the exit code is 1.
 */
import fc from 'fast-check';
import { makeRouter } from '../../src/engine/decision/route.js';
import { disagreement } from '../engine/agreement.js';
import { questions } from '../engine/arbitraries.js';
import { readFlags } from '../proofs/flags.js';
import { isProven } from '../proofs/verdict.js';

const values = readFlags('npm run fuzz', {
  pairs: { what: 'pairs of policy and request', fallback: 1_000_000, least: 1 },
  seed: { what: 'of the random choices', fallback: Date.now() % 0x7fff_ffff, least: 0 },
  minutes: { what: 'after which it stops', fallback: 15, least: 1 },
});
const REQUESTS_PER_POLICY = 25;
/** Between two signs of life. */
const RUNS_AT_ONCE = 2_000;

const runs = Math.ceil(values.pairs / REQUESTS_PER_POLICY);
const endsAt = Date.now() + values.minutes * 60_000;
const router = makeRouter();
const disagreements: string[] = [];
let cautions = 0;
const property = fc.property(questions(REQUESTS_PER_POLICY), ({ known, requests }) => {
  const text = disagreement(router, known, requests, () => cautions++);
  if (text !== '') throw new Error(text);
});

console.log(`seed ${String(values.seed)}`);
let done = 0;
while (done < runs && Date.now() < endsAt && disagreements.length === 0) {
  const numRuns = Math.min(RUNS_AT_ONCE, runs - done);
  const result = fc.check(property, { seed: values.seed + done, numRuns });
  done += numRuns;
  if (result.failed) {
    console.log(fc.defaultReportMessage(result));
    disagreements.push('a pair of policy and request');
  }
  console.log(`${String(done * REQUESTS_PER_POLICY)} pairs, ${result.failed ? 'a' : 'no'} disagreement`);
}
console.log(`${String(cautions)} refused without a reason that the oracle knows`);
/** A machine that is too slow for all of them in the given time has proved what it did, but not nothing. */
const least = Math.min(values.pairs, 10_000);
const compared = [{ what: 'pairs of policy and request', got: done * REQUESTS_PER_POLICY, least }];
process.exitCode = isProven(compared, disagreements) ? 0 : 1;
