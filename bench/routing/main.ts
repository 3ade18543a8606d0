/**
 * `npm run bench:routing [-- --quick]`: lookups and whole decisions against other libraries, in one run, as ratios. Every
 * contestant must give the right answer to every probe before it is timed. FIGURES.md holds the last accepted run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { Bench } from 'tinybench';
import {
  compileApi,
  decideWithCredential,
  explainDecision,
  makeRouter,
  makeScopeTable,
} from '../../src/engine/index.js';
import { makeCatalogue } from './catalogue.js';
import type { Catalogue, Naming, Probe } from './catalogue.js';
import * as deciders from './deciders.js';
import { compile, others, ours, toSource } from './routers.js';
import { freshTaskOver, sink } from './task.js';
import type { Requests, Task } from './task.js';

const isQuick = process.argv.includes('--quick');
const ROUNDS = isQuick ? 1 : 5;
const TASK_MS = isQuick ? 100 : 300;
const PROBES_PER_CALL = 1_000;

/** Probes per second, the median of several rounds in which the tasks take turns. */
async function measure(tasks: readonly Task[]): Promise<Map<string, number>> {
  const rounds = new Map<string, number[]>(tasks.map(({ name }) => [name, []]));
  for (let round = 0; round < ROUNDS; round++) {
    const bench = new Bench({ time: TASK_MS, warmupTime: TASK_MS / 3 });
    for (const { name, call } of tasks) bench.add(name, call);
    await bench.run();
    for (const { name, size } of tasks) {
      const result = bench.getTask(name)?.result;
      if (result?.state !== 'completed') throw new Error(`${name} was not measured: ${String(result?.state)}`);
      rounds.get(name)!.push(result.throughput.mean * size);
    }
  }
  return new Map(
    [...rounds].map(([name, rates]) => [name, rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)]!]),
  );
}

function requestsOf<C = undefined>(probes: readonly Probe[], credentials: readonly C[] = []): Requests<C> {
  return { methods: probes.map(({ method }) => method), paths: probes.map(({ path }) => path), credentials };
}

const million = (rate: number): string => `${(rate / 1e6).toFixed(rate < 1e5 ? 4 : 2)} M/s`;

async function lookups(size: number, naming: Naming): Promise<number> {
  const { routes, probes } = makeCatalogue(size, naming);
  const requests = requestsOf(probes);
  const tasks: Task[] = [];
  for (const contestant of naming === 'words' ? [ours, ...others] : [ours, ...others.slice(0, 1)]) {
    const lookup = contestant.build(routes);
    if (lookup === null) continue;
    const wrong = probes.find(({ method, path, route }) => lookup(method, path) !== route);
    if (wrong !== undefined) throw new Error(`${contestant.name} does not find ${wrong.method} ${wrong.path}`);
    const taskOver = await freshTaskOver();
    tasks.push(taskOver(contestant.name, requests, PROBES_PER_CALL, lookup));
  }
  const rates = await measure(tasks);
  const mine = rates.get(ours.name)!;
  for (const [name, rate] of rates) {
    const ratio = name === ours.name ? '' : `${(mine / rate).toFixed(1)} x`;
    console.log(
      `lookup    ${String(size).padStart(6)} routes  ${naming}  ${name.padEnd(36)} ${million(rate).padStart(14)}  ${ratio}`,
    );
  }
  return mine;
}

/** A decider's task; only so many probes where each takes long. */
async function decisionTask<C>(decider: deciders.Decider<C>, catalogue: Catalogue, limit: number): Promise<Task> {
  const { credential, decide } = await decider.build(catalogue.routes);
  const probes = catalogue.probes.slice(0, limit);
  const none = credential('none');
  const byScope = new Map(probes.map(({ scope }) => [scope, credential(scope)]));
  const credentials = probes.map(({ scope }) => byScope.get(scope)!);
  for (const [at, { method, path }] of probes.entries()) {
    if (!decide(method, path, credentials[at]!) || decide(method, path, none))
      throw new Error(`${decider.name}: ${path}`);
  }
  const size = limit < PROBES_PER_CALL ? 1 : PROBES_PER_CALL;
  const taskOver = await freshTaskOver();
  return taskOver(decider.name, requestsOf(probes, credentials), size, decide);
}

async function decisions(): Promise<number> {
  const catalogue = makeCatalogue(1_000);
  const tasks = [await decisionTask(deciders.ours, catalogue, catalogue.probes.length)];
  for (const decider of deciders.others) tasks.push(await decisionTask(decider, catalogue, 50));
  const rates = await measure(tasks);
  const mine = rates.get(deciders.ours.name)!;
  for (const [name, rate] of rates) {
    const ratio = name === deciders.ours.name ? '' : `${(mine / rate).toFixed(0)} x`;
    console.log(`decision    1000 routes  ${name.padEnd(36)} ${million(rate).padStart(14)}  ${ratio}`);
  }
  return mine;
}

async function explaining({ routes, probes }: Catalogue): Promise<number> {
  const scopes = makeScopeTable();
  const api = compile(routes, scopes);
  const router = makeRouter();
  const subject = { kind: 'api_key' as const, enabled: true, notBeforeMs: null, expiresAtMs: null, scopeIndexes: [0] };
  const requests = requestsOf(probes);
  const decide = (method: string, path: string) =>
    decideWithCredential(api, router.route(api, method, path), subject, { nowMs: 0, addressAllowed: true });
  const heldScopes = [scopes.nameOf(0)];
  const [plainTaskOver, explainedTaskOver] = [await freshTaskOver(), await freshTaskOver()];
  const rates = await measure([
    plainTaskOver('decision alone', requests, PROBES_PER_CALL, (method, path) => decide(method, path).allowed),
    explainedTaskOver('decision with its explanation', requests, PROBES_PER_CALL, (method, target) => {
      const decision = decide(method, target);
      return explainDecision(api, router, { method, target, decision, heldScopes }).nearMisses.length;
    }),
  ]);
  const [plain, explained] = [...rates.values()] as [number, number];
  console.log(
    `explain: ${million(plain)} without, ${million(explained)} with; it costs ${(1e6 / explained - 1e6 / plain).toFixed(2)} us` +
      ' (bench:explain says what that is of a whole check)',
  );
  return explained;
}

function compiling(): Promise<number> {
  const { routes } = makeCatalogue(100_000);
  const source = toSource(routes);
  const times: number[] = [];
  let bytes = 0;
  for (let round = 0; round < ROUNDS + 2; round++) {
    const startedAt = performance.now();
    bytes = compileApi(source, makeScopeTable()).byteLength;
    times.push(performance.now() - startedAt);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  console.log(`compile   100000 routes  ${median.toFixed(0)} ms, ${(bytes / 1e6).toFixed(1)} MB`);
  return Promise.resolve(median);
}

function garbage(): Promise<number> {
  const { routes, probes } = makeCatalogue(1_000);
  const lookup = ours.build(routes)!;
  const some = 2_000_000;
  const run = (): void => {
    for (let at = 0; at < some; at++) {
      const { method, path } = probes[at % probes.length]!;
      sink.sum = (sink.sum + lookup(method, path)) | 0;
    }
  };
  run();
  let bytes = Infinity;
  // The least of some rounds: what compilation of the code takes meanwhile is not the lookups'.
  for (let round = 0; round < 3; round++) {
    const before = process.memoryUsage().heapUsed;
    run();
    bytes = Math.min(bytes, Math.max(0, process.memoryUsage().heapUsed - before) / some);
  }
  console.log(`lookup: ${bytes.toFixed(3)} bytes allocated each`);
  return Promise.resolve(bytes);
}

const SECTIONS: Readonly<Record<string, () => Promise<number>>> = {
  ...Object.fromEntries(
    [100, 1_000, 10_000, 100_000].map((size) => [`words ${String(size)}`, () => lookups(size, 'words')]),
  ),
  ...Object.fromEntries(
    [1_000, 10_000, 100_000].map((size) => [`numbers ${String(size)}`, () => lookups(size, 'numbers')]),
  ),
  decisions,
  explaining: () => explaining(makeCatalogue(1_000)),
  compiling,
  garbage,
};

/** Each section has a process of its own: none is measured on the memory that another left behind, or on code compiled for it. */
async function runApart(section: string): Promise<number> {
  const child = fork(fileURLToPath(import.meta.url), [section, ...process.argv.slice(2)]);
  let figure = 0;
  child.on('message', (message) => (figure = Number(message)));
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${section} ended with ${String(code)}`);
  return figure;
}

const section = SECTIONS[process.argv[2] ?? ''];
if (section === undefined) {
  const [cpu] = cpus();
  console.log(
    `${String(cpu?.model)}, ${String(cpus().length)} cores, Node ${process.version}, ${process.platform}-${process.arch}`,
  );
  const figures = new Map<string, number>();
  for (const name of Object.keys(SECTIONS)) figures.set(name, await runApart(name));
  console.log(
    `cost from 100 to 10,000 routes: ${(figures.get('words 100')! / figures.get('words 10000')!).toFixed(2)} x`,
  );
} else {
  const figure = await section();
  process.send?.(figure);
  if (process.connected) process.disconnect();
  if (sink.sum === 42) console.log('');
}
