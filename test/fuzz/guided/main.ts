/**
 * `npm run fuzz:coverage [-- --target paths --seconds 120 --seed 7 --keep]`: coverage-guided fuzzing. Inputs that reach a
 * block of the engine that none reached before, or make it do something new, become parents of further inputs. Prints
 * the seed first; an input that breaks a property is shrunk and printed, and the exit code is 1. `--keep` writes the
 * smallest set of inputs that covers as much to test/fuzz/corpus, where every test run replays it.
 */
import { writeFileSync } from 'node:fs';
import { readFlags } from '../../proofs/flags.js';
import { isProven } from '../../proofs/verdict.js';
import type { Compared } from '../../proofs/verdict.js';
import { startCoverage } from './coverage.js';
import type { Coverage } from './coverage.js';
import { makeRandom, mutate } from './mutations.js';
import { corpusPath, readCorpus, TARGETS } from './targets.js';
import type { Target } from './targets.js';

const NAMES = TARGETS.map(({ name }) => name);
const values = readFlags('npm run fuzz:coverage', {
  target: { what: 'what to fuzz', fallback: NAMES.join(','), oneOf: NAMES },
  seconds: { what: 'for each target', fallback: 60, least: 1 },
  seed: { what: 'of the random choices', fallback: Date.now() % 0x7fff_ffff, least: 0 },
  keep: { what: 'write the smallest set of inputs to test/fuzz/corpus', fallback: false },
});
const compared: Compared[] = [];
const broken: string[] = [];
/** Inputs between two looks at the coverage, which cost more than an input. */
const BATCH = 64;
const LONGEST_INPUT = 9000;
/** With fewer the coverage was not seen, and nothing guided the inputs. */
const LEAST_PLACES = 20;

class Fuzzer {
  private readonly target: Target;
  private readonly coverage: Coverage;
  private readonly seen = new Set<string>();
  readonly kept: string[] = [];
  tried = 0;

  constructor(target: Target, coverage: Coverage) {
    this.target = target;
    this.coverage = coverage;
  }

  get covered(): number {
    return this.seen.size;
  }

  /** Tries inputs together, and one by one where together they reach something new. Answers with one that fails. */
  tryAll(inputs: readonly string[]): string | null {
    let isNew = false;
    for (const input of inputs) {
      const { feature, problem } = this.target.attempt(input);
      if (problem !== '') return input;
      isNew ||= !this.seen.has(`did ${feature}`);
      this.tried++;
    }
    isNew ||= this.coverage.take().some((block) => !this.seen.has(block));
    if (isNew) for (const input of inputs) this.keepIfNew(input);
    return null;
  }

  keepIfNew(input: string): void {
    const { feature } = this.target.attempt(input);
    const all = [`did ${feature}`, ...this.coverage.take()];
    if (!all.some((one) => !this.seen.has(one))) return;
    for (const one of all) this.seen.add(one);
    this.kept.push(input);
  }

  problemOf(input: string): string {
    return this.target.attempt(input).problem;
  }

  /** Leaves out ever smaller stretches for as long as the input still fails. */
  shrink(input: string): string {
    let smallest = input;
    for (let size = Math.ceil(input.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let at = 0; at + size <= smallest.length;) {
        const shorter = smallest.slice(0, at) + smallest.slice(at + size);
        if (this.problemOf(shorter) === '') at += size;
        else smallest = shorter;
      }
    }
    return smallest;
  }
}

/** The inputs that cover all that these cover, shorter ones first. */
function fewest(target: Target, inputs: readonly string[], coverage: Coverage): string[] {
  const fuzzer = new Fuzzer(target, coverage);
  for (const input of [...inputs].sort((a, b) => a.length - b.length || (a < b ? -1 : 1))) fuzzer.keepIfNew(input);
  return fuzzer.kept;
}

function fuzz(target: Target, coverage: Coverage): void {
  const random = makeRandom(values.seed);
  const fuzzer = new Fuzzer(target, coverage);
  const endsAt = Date.now() + values.seconds * 1000;
  let failing = fuzzer.tryAll(readCorpus(target));
  for (const input of ['/', ...readCorpus(target)]) fuzzer.keepIfNew(input);
  while (failing === null && Date.now() < endsAt) {
    const inputs = Array.from({ length: BATCH }, () => mutate(fuzzer.kept, random).slice(0, LONGEST_INPUT));
    failing = fuzzer.tryAll(inputs);
  }
  console.log(`${target.name}: ${fuzzer.tried} inputs, ${fuzzer.kept.length} kept, ${fuzzer.covered} places reached`);
  compared.push(
    { what: `inputs, ${target.name}`, got: fuzzer.tried, least: BATCH * Math.ceil(values.seconds / 10) },
    { what: `places reached, ${target.name}`, got: fuzzer.covered, least: LEAST_PLACES },
  );
  if (failing !== null) {
    const smallest = fuzzer.shrink(failing);
    console.log(`${JSON.stringify(smallest)}: ${fuzzer.problemOf(smallest)}`);
    broken.push(target.name);
  } else if (values.keep) {
    const inputs = fewest(target, fuzzer.kept, coverage);
    writeFileSync(corpusPath(target), JSON.stringify(inputs, null, 2) + '\n');
    console.log(`${target.name}: ${inputs.length} inputs written`);
  }
}

console.log(`seed ${String(values.seed)}`);
const coverage = startCoverage((url) => url.includes('/src/engine/'));
for (const target of TARGETS) {
  if (values.target.split(',').includes(target.name)) fuzz(target, coverage);
}
coverage.stop();
process.exitCode = isProven(compared, broken) ? 0 : 1;
