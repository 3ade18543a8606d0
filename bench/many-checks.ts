/**
 * Decisions per second over real gRPC on loopback: one by one, in batches, on a stream; the server is a process of its own.
 * Prints ratios of one run. `node bench/run.mjs many-checks [seconds per part]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connectDecisionPoint } from '../src/client/decision-point.js';
import type { DecisionPoint } from '../src/client/decision-point.js';
import type { CheckRequest } from '../src/wire/scopegate/v1/CheckRequest.js';
import type { Serving } from './support/decision-point-process.js';

const OUTSTANDING = 64;
const BATCH = 128;
const BATCHES_OUTSTANDING = 4;
const ROUNDS = 3;

type Part = (decisionPoint: DecisionPoint, requests: readonly CheckRequest[], endsAtMs: number) => Promise<number>;

function must(decision: string | undefined): void {
  if (decision !== 'DECISION_ALLOW') throw new Error(`a request came to ${String(decision)}`);
}

async function unary(decisionPoint: DecisionPoint, requests: readonly CheckRequest[], endsAtMs: number) {
  let done = 0;
  const asker = async (first: number): Promise<void> => {
    for (let at = first; Date.now() < endsAtMs; at++) {
      must((await decisionPoint.check(requests[at % requests.length]!)).decision);
      done++;
    }
  };
  await Promise.all(Array.from({ length: OUTSTANDING }, (_, first) => asker(first)));
  return done;
}

async function batch(decisionPoint: DecisionPoint, requests: readonly CheckRequest[], endsAtMs: number) {
  let done = 0;
  const asker = async (): Promise<void> => {
    while (Date.now() < endsAtMs) {
      const { outcomes } = await decisionPoint.checkBatch(requests);
      for (const { response } of outcomes) must(response?.decision);
      done += outcomes.length;
    }
  };
  await Promise.all(Array.from({ length: BATCHES_OUTSTANDING }, asker));
  return done;
}

async function stream(decisionPoint: DecisionPoint, requests: readonly CheckRequest[], endsAtMs: number) {
  let done = 0;
  let sent = 0;
  let wake = (): void => undefined;
  async function* asking(): AsyncGenerator<CheckRequest> {
    while (Date.now() < endsAtMs) {
      if (sent - done >= OUTSTANDING) await new Promise<void>((resolve) => (wake = resolve));
      yield requests[sent++ % requests.length]!;
    }
  }
  for await (const { response } of decisionPoint.stream(asking())) {
    must(response?.decision);
    done++;
    wake();
  }
  return done;
}

const PARTS: readonly (readonly [name: string, part: Part])[] = [
  [`unary, ${String(OUTSTANDING)} outstanding`, unary],
  [`batches of ${String(BATCH)}, ${String(BATCHES_OUTSTANDING)} outstanding`, batch],
  [`stream, ${String(OUTSTANDING)} outstanding`, stream],
];

async function main(): Promise<void> {
  const partMs = Number(process.argv[2] ?? 2) * 1000;
  const child = fork(new URL('support/decision-point-process.js', import.meta.url), { execArgv: process.execArgv });
  const [serving] = (await once(child, 'message')) as [Serving];
  const decisionPoint = connectDecisionPoint({ address: serving.address, timeoutMs: 30_000 });
  const requests = Array.from({ length: BATCH }, (_, at) => ({
    authorization: serving.authorizations[at % serving.authorizations.length]!,
    method: 'GET',
    path: `/messages/${String(at)}`,
    host: 'api.example.com',
    sourceIp: '192.0.2.7',
  }));
  const best = PARTS.map(() => 0);
  // Round by round, so that a busy moment of the machine does not fall on one part alone; the first one warms up.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, [, part]] of PARTS.entries()) {
      const startedAt = performance.now();
      const done = await part(decisionPoint, requests, Date.now() + partMs);
      const perSecond = (done * 1000) / (performance.now() - startedAt);
      if (round > 0) best[at] = Math.max(best[at]!, perSecond);
    }
  }
  for (const [at, [name]] of PARTS.entries()) {
    const ratio = (best[at]! / best[0]!).toFixed(1);
    console.log(`${name.padEnd(32)} ${best[at]!.toFixed(0).padStart(8)} decisions/s  ${ratio.padStart(5)} x`);
  }
  decisionPoint.close();
  child.disconnect();
}

await main();
