import { ScopegateError } from '../../../base/errors.js';
import type { HistoryReader } from '../../../store/ports/history.js';
import type { Rehearse } from '../../../store/ports/planning.js';
import type { Answer } from '../../decision/answer.js';
import { requestByHand } from './logged-request.js';
import type { LoggedRequest, RequestByHand } from './logged-request.js';
import { policyAsLogged, policyAfter, policyOfRevision } from './policies.js';
import { replay } from './replay.js';
import type { ReplayedPolicy } from './replay.js';
import type { ReplayReport } from './report.js';

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

/** Decides again by any policy that the database knows. It only reads, except for a draft, which is rolled back. */
export interface Replaying {
  /** `by`: which policy that was, in words. Rejects with `not_found` for one that is not known any more. */
  replay(values: AsyncIterable<unknown>, run: ReplayRun): Promise<{ report: ReplayReport; by: string }>;
  decide(request: RequestByHand, by: ByWhich): Promise<{ answer: Answer; by: string }>;
}

export interface ReplayingDeps {
  readonly history: HistoryReader;
  /** For drafts: on the primary, and what they touch is locked meanwhile. */
  readonly rehearse: Rehearse;
}

const MAX_DIFFERENCES = 10_000;

export function makeReplaying(deps: ReplayingDeps): Replaying {
  return {
    async replay(values, { by, judgeAt, onProgress }) {
      const chosen = await choosePolicy(by, deps);
      const nowMs = Date.now();
      const timeOf = (logged: LoggedRequest): number => (judgeAt === 'now' ? nowMs : Date.parse(logged.at));
      const options = { policy: chosen.policy, judgeAt: timeOf, maxDifferences: MAX_DIFFERENCES, onProgress };
      return { report: await replay(values, options), by: chosen.by };
    },
    async decide(request, by) {
      const chosen = await choosePolicy(by, deps);
      return { answer: await decideByHand(request, chosen.policy), by: chosen.by };
    },
  };
}

interface Chosen {
  readonly policy: ReplayedPolicy;
  readonly by: string;
}

async function choosePolicy(by: ByWhich, { history, rehearse }: ReplayingDeps): Promise<Chosen> {
  if (by.kind === 'draft') return policyOfPath(by.path, rehearse);
  if (by.kind === 'as logged') return { policy: policyAsLogged(history), by: 'each revision as logged' };
  const revision = await revisionOf(history, by);
  return { policy: await policyOfRevision(history, revision), by: `revision ${String(revision)}` };
}

async function policyOfPath(path: string, rehearse: Rehearse): Promise<Chosen> {
  const { files, after } = await rehearse(path);
  return { policy: policyAfter(after, 0), by: files.length === 0 ? 'the newest' : `the draft ${files.join(', ')}` };
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
  const decider = await policy.deciderOf(logged);
  const { credential } = request;
  const found = credential === null ? [] : await policy.findCredentials(logged, [credential]);
  decider?.addCredentials(found);
  const answer = decider?.decide(logged, request.atMs) ?? null;
  if (answer === null) throw new ScopegateError('internal', 'a request by hand says all that is needed');
  return answer;
}
