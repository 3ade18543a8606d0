/**
 * `npm run fuzz [-- --pairs 1000000 --seed 7 --minutes 15]`: the engine against its oracle for as many pairs of policy
 * and request. Prints the seed first; what they disagree about is shrunk and printed, and the exit code is 1.
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { makeRouter } from '../../src/engine/route.js';
import { disagreement } from '../engine/agreement.js';
import { questions } from '../engine/arbitraries.js';

const { values } = parseArgs({
  options: {
    pairs: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: String(Date.now() % 0x7fff_ffff) },
    minutes: { type: 'string', default: '15' },
  },
});
const REQUESTS_PER_POLICY = 25;
/** Between two signs of life. */
const RUNS_AT_ONCE = 2_000;

const runs = Math.ceil(Number(values.pairs) / REQUESTS_PER_POLICY);
const endsAt = Date.now() + Number(values.minutes) * 60_000;
const router = makeRouter();
const property = fc.property(questions(REQUESTS_PER_POLICY), ({ known, requests }) => {
  const text = disagreement(router, known, requests);
  if (text !== '') throw new Error(text);
});

console.log(`seed ${values.seed}`);
let done = 0;
while (done < runs && Date.now() < endsAt && process.exitCode === undefined) {
  const numRuns = Math.min(RUNS_AT_ONCE, runs - done);
  const result = fc.check(property, { seed: Number(values.seed) + done, numRuns });
  done += numRuns;
  if (result.failed) {
    console.log(fc.defaultReportMessage(result));
    process.exitCode = 1;
  }
  console.log(`${String(done * REQUESTS_PER_POLICY)} pairs, ${result.failed ? 'a' : 'no'} disagreement`);
}
