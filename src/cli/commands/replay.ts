import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { ScopegateError } from '../../base/errors.js';
import { readJsonLines } from '../../base/ndjson.js';
import { makeReplaying } from '../../service/rehearsal/replay/replaying.js';
import type { ByWhich, Replaying } from '../../service/rehearsal/replay/replaying.js';
import type { LoggedDecisionReader } from '../../store/ports/logged-decisions.js';
import { makeHistoryReader } from '../../store/postgres/history/history-reader.js';
import { makePool } from '../../store/postgres/pool.js';
import { makeDecisionReader } from '../../store/postgres/records/decision-reader.js';
import { answerJson, describeAnswer, describeReport } from '../replay/describe.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { makeProgress } from '../progress.js';
import { REHEARSAL_BOUNDS, makeRehearse } from '../rehearsal.js';
import { withDatabase } from '../with-database.js';
import type { OpenedDatabase } from '../with-database.js';

interface ReplayCommandOptions {
  readonly revision?: number;
  readonly at?: number;
  readonly draft?: string;
  readonly asLogged?: true;
  readonly fromDatabase?: true;
  readonly since?: number;
  readonly until?: number;
  readonly credential?: string;
  readonly host: string;
  readonly ip: string;
  readonly now?: true;
  readonly limit: number;
  readonly json?: true;
}

/** Some decision differs; by hand: it is a deny. */
const DIFFERS = 1;

export function addReplayCommand(program: Command, output: Output): void {
  program
    .command('replay')
    .description(
      'decide logged requests again, or one request by hand, by the policy of now or of any time; ' +
        'exit code 0: no decision differs (by hand: allow), 1: some do (deny), 2: no answer',
    )
    .argument('[words...]', 'a decision log (NDJSON), or a method and a path to decide by hand')
    .option('--from-database', 'replay the decision log in the database')
    .option('--revision <number>', 'by the policy and credentials of this revision', parseCount)
    .option('--at <time>', 'by those that were current at this time, ISO 8601', parseTime)
    .option('--draft <path>', 'by what a SQL file, or the pending files of a folder, would make of the newest')
    .option('--as-logged', 'each decision by the revision that it rested on')
    .option('--since <time>', 'with --from-database: from this time on', parseTime)
    .option('--until <time>', 'with --from-database: before this time', parseTime)
    .option('--credential <id>', 'public id: of which credential to replay, or by hand the one that asks')
    .option('--host <host>', 'by hand: Host header of the request; needed where the policy has several APIs', '')
    .option('--ip <address>', 'by hand: address of the client', '')
    .option('--now', 'judge expiry at this moment, not at that of the request')
    .option('--limit <number>', 'how many differences to list', parseCount, 50)
    .option('--json', 'print as JSON')
    .action(async (words: readonly string[], options: ReplayCommandOptions) => {
      await withDatabase(output, (opened) => withTools(opened, (tools) => run(words, options, { ...tools, output })));
    });
}

interface Tools {
  readonly replaying: Replaying;
  readonly logged: LoggedDecisionReader;
  readonly output: Output;
}

/** History and logs may be long: they get more time than a decision does. */
async function withTools(
  { url, log, config }: OpenedDatabase,
  use: (tools: Omit<Tools, 'output'>) => Promise<void>,
): Promise<void> {
  const statementTimeoutMs = Math.max(config.databaseTimeoutMs, REHEARSAL_BOUNDS.statementTimeoutMs);
  const pool = makePool(url, { log, maxConnections: 2, statementTimeoutMs });
  // The replay shows its own progress.
  const progress = { step: () => undefined };
  const replaying = makeReplaying({
    history: makeHistoryReader(pool),
    rehearse: makeRehearse({ url, progress }, { ...REHEARSAL_BOUNDS, statementTimeoutMs }),
  });
  try {
    await use({ replaying, logged: makeDecisionReader(pool) });
  } finally {
    await pool.close();
  }
}

async function run(words: readonly string[], options: ReplayCommandOptions, tools: Tools): Promise<void> {
  const [first, second, ...rest] = words;
  if (options.fromDatabase === true && first === undefined) {
    const { since: sinceMs = null, until: untilMs = null, credential = null } = options;
    await replayAll(tools.logged.readDecisions({ sinceMs, untilMs, credential }), options, tools);
  } else if (options.fromDatabase !== true && first !== undefined && second !== undefined && rest.length === 0) {
    await replayByHand(first, second, options, tools);
  } else if (options.fromDatabase !== true && first !== undefined && second === undefined) {
    await replayAll(ofCredential(readJsonLines(first), options.credential), options, tools);
  } else {
    throw new ScopegateError('invalid_argument', 'what to replay: a file, --from-database, or a method and a path');
  }
}

async function replayAll(values: AsyncIterable<unknown>, options: ReplayCommandOptions, tools: Tools): Promise<void> {
  const { replaying, output } = tools;
  const progress = makeProgress();
  try {
    const { report, by } = await replaying.replay(values, {
      by: byWhich(options),
      judgeAt: options.now === true ? 'now' : 'logged time',
      onProgress: (records) => progress.step(`${String(records)} decisions`),
    });
    progress.done();
    output.print(options.json === true ? toJson({ by, ...report }) : describeReport(report, options.limit));
    if (report.nowAllowed + report.nowDenied > 0) process.exitCode = DIFFERS;
  } finally {
    progress.done();
  }
}

async function replayByHand(method: string, path: string, options: ReplayCommandOptions, tools: Tools): Promise<void> {
  const { host, ip: sourceIp, credential = null } = options;
  const by = byWhich(options);
  if (by.kind === 'as logged') throw new ScopegateError('invalid_argument', '--as-logged needs a log');
  const atMs = options.now === true || options.at === undefined ? Date.now() : options.at;
  const { answer, by: chosen } = await tools.replaying.decide({ method, path, host, sourceIp, credential, atMs }, by);
  tools.output.print(
    options.json === true ? toJson({ by: chosen, ...answerJson(answer) }) : describeAnswer(answer, chosen),
  );
  if (!answer.decision.allowed) process.exitCode = DIFFERS;
}

function byWhich({ revision, at, draft, asLogged }: ReplayCommandOptions): ByWhich {
  const chosen: ByWhich[] = [
    ...(revision === undefined ? [] : [{ kind: 'revision', revision } as const]),
    ...(at === undefined ? [] : [{ kind: 'time', atMs: at } as const]),
    ...(draft === undefined ? [] : [{ kind: 'draft', path: draft } as const]),
    ...(asLogged === true ? [{ kind: 'as logged' } as const] : []),
  ];
  if (chosen.length > 1)
    throw new ScopegateError('invalid_argument', 'by which policy: one of --revision, --at, --draft, --as-logged');
  return chosen[0] ?? { kind: 'newest' };
}

async function* ofCredential(values: AsyncIterable<unknown>, credential: string | undefined): AsyncGenerator {
  for await (const value of values) {
    if (credential === undefined || idOf(value) === credential) yield value;
  }
}

function idOf(value: unknown): unknown {
  const { principal } = (value ?? {}) as { principal?: { id?: unknown } | null };
  return principal?.id;
}

function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}

function parseTime(text: string): number {
  const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant)) throw new InvalidArgumentError('write a time such as 2026-11-24T10:00Z');
  return instant;
}
