import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Answer } from '../service/decision/answer.js';
import { requestByHand } from '../service/rehearsal/replay/logged-request.js';
import type { LoggedRequest, RequestByHand } from '../service/rehearsal/replay/logged-request.js';
import { policyAsLogged, policyOfDraft, policyOfRevision } from '../service/rehearsal/replay/policies.js';
import { replay } from '../service/rehearsal/replay/replay.js';
import type { ReplayedPolicy } from '../service/rehearsal/replay/replay.js';
import type { ReplayReport } from '../service/rehearsal/replay/report.js';
import type { HistoryReader } from '../store/ports/history.js';
import type { LoggedDecisionsQuery } from '../store/ports/logged-decisions.js';
import { makeHistoryReader } from '../store/postgres/history/history-reader.js';
import { rehearse } from '../store/postgres/plan/rehearse.js';
import { makePool } from '../store/postgres/pool.js';
import { makeDecisionReader } from '../store/postgres/records/decision-reader.js';

/** By which policy requests are decided again. */
export type ByWhich =
  | { readonly kind: 'newest' }
  | { readonly kind: 'revision'; readonly revision: number }
  | { readonly kind: 'time'; readonly atMs: number }
  /** What a SQL file, or the pending files of a folder, would make of the newest. */
  | { readonly kind: 'draft'; readonly path: string }
  | { readonly kind: 'as logged' };

export interface ReplayRun {
  readonly by: ByWhich;
  /** At which time expiry is judged. */
  readonly judgeAt: 'logged time' | 'now';
  readonly onProgress: (records: number) => void;
}

/** Replays on one database, that of a standby too: it only reads, except for a draft, which is rolled back. */
export interface Replaying {
  readDatabase(query: LoggedDecisionsQuery): AsyncIterable<unknown>;
  /** `by`: which policy that was, in words. Rejects with `not_found` for one that is not known any more. */
  replay(values: AsyncIterable<unknown>, run: ReplayRun): Promise<{ report: ReplayReport; by: string }>;
  decide(request: RequestByHand, by: ByWhich): Promise<{ answer: Answer; by: string }>;
  close(): Promise<void>;
}

export interface ReplayingOptions {
  readonly url: string;
  readonly log: Log;
  readonly statementTimeoutMs: number;
}

const MAX_DIFFERENCES = 10_000;
const LOCK_TIMEOUT_MS = 5_000;

export function openReplaying({ url, log, statementTimeoutMs }: ReplayingOptions): Replaying {
  const draft = (path: string): Promise<Chosen> => policyOfPath(path, { url, statementTimeoutMs });
  const pool = makePool(url, { log, maxConnections: 2, statementTimeoutMs });
  const history = makeHistoryReader(pool);
  return {
    readDatabase: (query) => makeDecisionReader(pool).readDecisions(query),
    async replay(values, { by, judgeAt, onProgress }) {
      const chosen = await choosePolicy(history, by, draft);
      const nowMs = Date.now();
      const timeOf = (logged: LoggedRequest): number => (judgeAt === 'now' ? nowMs : Date.parse(logged.at));
      const options = { policy: chosen.policy, judgeAt: timeOf, maxDifferences: MAX_DIFFERENCES, onProgress };
      return { report: await replay(values, options), by: chosen.by };
    },
    async decide(request, by) {
      const chosen = await choosePolicy(history, by, draft);
      return { answer: await decideByHand(request, chosen.policy), by: chosen.by };
    },
    close: () => pool.close(),
  };
}

interface Chosen {
  readonly policy: ReplayedPolicy;
  readonly by: string;
}

/** Runs the migrations and rolls them back: on the primary, and what they touch is locked meanwhile. */
async function policyOfPath(
  path: string,
  options: { readonly url: string; readonly statementTimeoutMs: number },
): Promise<Chosen> {
  const { files, after } = await rehearse({
    ...options,
    path,
    set: 'policy',
    lockTimeoutMs: LOCK_TIMEOUT_MS,
    onProgress: () => undefined,
  });
  return { policy: policyOfDraft(after, 0), by: files.length === 0 ? 'the newest' : `the draft ${files.join(', ')}` };
}

async function choosePolicy(
  history: HistoryReader,
  by: ByWhich,
  draft: (path: string) => Promise<Chosen>,
): Promise<Chosen> {
  if (by.kind === 'draft') return draft(by.path);

  if (by.kind === 'as logged') return { policy: policyAsLogged(history), by: 'each revision as logged' };
  const revision = await revisionOf(history, by);
  return { policy: await policyOfRevision(history, revision), by: `revision ${String(revision)}` };
}

async function revisionOf(
  history: HistoryReader,
  by: Exclude<ByWhich, { kind: 'as logged' | 'draft' }>,
): Promise<number> {
  if (by.kind === 'revision') return by.revision;
  return by.kind === 'time' ? history.revisionAt(by.atMs) : (await history.readExtent()).newest;
}

async function decideByHand(request: RequestByHand, policy: ReplayedPolicy): Promise<Answer> {
  const logged = requestByHand(request);
  const world = await policy.worldOf(logged);
  const { credential } = request;
  const found = credential === null ? [] : await policy.findCredentials(logged, [credential]);
  world?.addCredentials(found);
  const answer = world?.decide(logged, request.atMs) ?? null;
  if (answer === null) throw new ScopegateError('internal', 'a request by hand says all that is needed');
  return answer;
}
