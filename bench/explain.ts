/**
 * What `explain: true` costs whoever asks: whole checks with a real key, with and without it, in process, in batches and one
 * by one over gRPC on loopback. Prints ratios of one run. `node bench/run.mjs explain [seconds per part]`
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connectDecisionPoint } from '../src/client/decision-point.js';
import type { Answer } from '../src/service/decision/answer.js';
import type { CheckRequest } from '../src/service/check-request.js';
import { makeCheckWorld } from '../test/support/check-world.js';
import { catalogueEndpoints } from './support/catalogue-endpoints.js';
import type { Serving } from './support/decision-point-process.js';

const ROUTES = 1_000;
const KEYS = 64;
const BATCH = 128;
const OUTSTANDING = 64;
const ROUNDS = 5;
const partMs = Number(process.argv[2] ?? 1) * 1000;

/** Asks for some time, and answers with how many checks came to an allow. */
type Part = (endsAtMs: number) => number | Promise<number>;

function must(isRight: boolean, what: string): void {
  if (!isRight) throw new Error(what);
}

/** The median of several rounds in which the parts take turns; the first round warms up. */
async function report(name: string, plain: Part, explained: Part): Promise<void> {
  const costs: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [at, part] of [plain, explained].entries()) {
      const startedAt = performance.now();
      const done = await part(Date.now() + partMs);
      if (round > 0) costs[at]!.push((1000 * (performance.now() - startedAt)) / done);
    }
  }
  const [without, withIt] = costs.map((list) => list.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!) as [
    number,
    number,
  ];
  const figures = `${without.toFixed(2)} us without, ${withIt.toFixed(2)} us with`;
  console.log(`explain ${name.padEnd(30)} ${figures.padEnd(34)} ${(withIt / without).toFixed(2)} x`);
}

async function inProcess(): Promise<void> {
  const { endpoints, probes } = catalogueEndpoints(ROUTES);
  const world = await makeCheckWorld({ endpoints });
  const all = [...new Set(endpoints.flatMap(({ scopes }) => scopes))].sort();
  const authorizations = Array.from({ length: KEYS }, (_unused, at) =>
    world.addKey({ scopes: at % 2 === 0 ? all : [] }),
  );
  const plain = probes.map(({ method, path: target }, at) =>
    world.question({ authorization: authorizations[at % KEYS]!, method, target, sourceIp: '192.0.2.7' }),
  );
  for (const request of plain) await world.check(request);
  const explained = plain.map((request) => ({ ...request, explain: true }));
  const ask = (request: CheckRequest): Answer => world.check(request) as Answer;
  for (const [at, request] of explained.entries()) {
    const { explanation, decision } = ask(request);
    const bare = ask(plain[at]!);
    must(bare.explanation === null && bare.decision.allowed === decision.allowed, 'explaining changed a decision');
    must(decision.allowed === (at % 2 === 0) && decision.endpointIndex === probes[at]!.route, 'wrong decision');
    must(explanation!.sufficientScopes.includes(probes[at]!.scope), 'a sufficient scope is missing');
  }
  const asking =
    (requests: readonly CheckRequest[]): Part =>
    (endsAtMs) => {
      let done = 0;
      for (; Date.now() < endsAtMs; done += requests.length) for (const request of requests) ask(request);
      return done;
    };
  await report('in process', asking(plain), asking(explained));
}

async function overGrpc(): Promise<void> {
  const child = fork(new URL('support/decision-point-process.js', import.meta.url), [String(ROUTES)], {
    execArgv: process.execArgv,
  });
  const [serving] = (await once(child, 'message')) as [Serving];
  const decisionPoint = connectDecisionPoint({ address: serving.address, timeoutMs: 30_000 });
  const { probes } = catalogueEndpoints(ROUTES);
  const requests = probes.slice(0, BATCH).map(({ method, path }, at) => ({
    authorization: serving.authorizations[at % serving.authorizations.length]!,
    ...{ method, path, sourceIp: '192.0.2.7' },
  }));
  const asking = (explain: boolean, size: number): Part => {
    const items = requests.map((request) => ({ ...request, explain }));
    const askOne = async (at: number): Promise<void> => {
      const { decision, explanation } = await decisionPoint.check(items[at % BATCH]!);
      must(decision === 'DECISION_ALLOW' && (explanation !== null) === explain, 'wrong answer');
    };
    const askBatch = async (): Promise<void> => {
      for (const { response } of (await decisionPoint.checkBatch(items)).outcomes)
        must(response?.decision === 'DECISION_ALLOW' && (response.explanation !== null) === explain, 'wrong answer');
    };
    return async (endsAtMs) => {
      let done = 0;
      const asker = async (first: number): Promise<void> => {
        for (let at = first; Date.now() < endsAtMs; at++) {
          await (size === 1 ? askOne(at) : askBatch());
          done += size;
        }
      };
      await Promise.all(Array.from({ length: size === 1 ? OUTSTANDING : 4 }, (_unused, first) => asker(first)));
      return done;
    };
  };
  await report('gRPC, one by one', asking(false, 1), asking(true, 1));
  await report(`gRPC, batches of ${String(BATCH)}`, asking(false, BATCH), asking(true, BATCH));
  decisionPoint.close();
  child.disconnect();
}

await inProcess();
await overGrpc();
