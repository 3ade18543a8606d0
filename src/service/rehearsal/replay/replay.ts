import { isScopegateError } from '../../../base/errors.js';
import { describeEndpoint } from '../../../engine/index.js';
import type { Answer } from '../../decision/answer.js';
import type { CredentialOfMoment } from '../../../store/ports/history.js';
import type { Difference, ReplayOutcome, ReplayReport } from './report.js';
import { makeReport } from './report.js';
import { parseLoggedRequest } from './logged-request.js';
import type { LoggedRequest } from './logged-request.js';
import type { LoggedDecider } from './decide-logged.js';

/** A policy to replay by. */
export interface ReplayedPolicy {
  /** By it a record is decided; the same for all, or one for each revision. */
  deciderOf(logged: LoggedRequest): Promise<LoggedDecider | null>;
  findCredentials(logged: LoggedRequest, publicIds: readonly string[]): Promise<readonly CredentialOfMoment[]>;
}

export interface ReplayOptions {
  readonly policy: ReplayedPolicy;
  /** At which time expiry is judged. */
  readonly judgeAt: (logged: LoggedRequest) => number;
  /** How many different differences are told apart; more are only counted. */
  readonly maxDifferences: number;
  readonly onProgress?: (records: number) => void;
}

/** Records that are looked at together, so that their credentials are read together. */
const CHUNK = 1_000;

/** Decides logged requests again, and says which decisions differ. Lines that are no records are counted, not refused. */
export async function replay(values: AsyncIterable<unknown>, options: ReplayOptions): Promise<ReplayReport> {
  const report = makeReport(options.maxDifferences);
  let chunk: LoggedRequest[] = [];
  const settle = async (): Promise<void> => {
    await replayChunk(chunk, options, (logged, outcome) => report.add(logged, outcome));
    chunk = [];
    options.onProgress?.(report.records);
  };
  for await (const value of values) {
    const logged = parseLoggedRequest(value);
    if (logged === null) report.addUnreadable();
    else chunk.push(logged);
    if (chunk.length === CHUNK) await settle();
  }
  await settle();
  return report.finish();
}

async function replayChunk(
  chunk: readonly LoggedRequest[],
  { policy, judgeAt }: ReplayOptions,
  add: (logged: LoggedRequest, outcome: ReplayOutcome) => void,
): Promise<void> {
  const byDecider = new Map<LoggedDecider, LoggedRequest[]>();
  for (const logged of chunk) {
    const decider = isReplayable(logged) ? await policy.deciderOf(logged) : null;
    if (decider === null) {
      add(logged, { kind: 'undecidable', why: whyNot(logged) });
      continue;
    }
    const group = byDecider.get(decider);
    if (group === undefined) byDecider.set(decider, [logged]);
    else group.push(logged);
  }
  for (const [decider, group] of byDecider) {
    const ids = new Set(group.flatMap(({ principal, presented }) => principal?.id ?? presented?.id ?? []));
    const [first] = group;
    if (first !== undefined && ids.size > 0) decider.addCredentials(await policy.findCredentials(first, [...ids]));
    for (const logged of group) add(logged, outcomeOf(decider, logged, judgeAt(logged)));
  }
}

function isReplayable(logged: LoggedRequest): boolean {
  return logged.decision !== 'no_answer' && logged.path !== null && logged.path_exact;
}

function whyNot(logged: LoggedRequest): 'no_answer' | 'path' | 'history' {
  if (logged.decision === 'no_answer') return 'no_answer';
  return isReplayable(logged) ? 'history' : 'path';
}

function outcomeOf(decider: LoggedDecider, logged: LoggedRequest, atMs: number): ReplayOutcome {
  try {
    const answer = decider.decide(logged, atMs);
    return answer === null ? { kind: 'undecidable', why: 'credential' } : compare(logged, answer);
  } catch (error) {
    if (isScopegateError(error) && (error.code === 'policy' || error.code === 'not_found')) {
      return { kind: 'undecidable', why: 'policy' };
    }
    if (isScopegateError(error) && error.code === 'invalid_argument') return { kind: 'undecidable', why: 'no_answer' };
    throw error;
  }
}

function compare(logged: LoggedRequest, { decision, api }: Answer): ReplayOutcome {
  const reached = api === null || decision.endpointIndex < 0 ? null : describeEndpoint(api, decision.endpointIndex);
  const now = {
    allowed: decision.allowed,
    reason: decision.reason,
    endpoint: reached === null ? null : `${reached.method} ${reached.template}`,
  };
  return { kind: differenceOf(logged, now), now };
}

function differenceOf(
  logged: LoggedRequest,
  now: { allowed: boolean; reason: string; endpoint: string | null },
): Difference {
  const wasAllowed = logged.decision === 'allow';
  if (wasAllowed !== now.allowed) return now.allowed ? 'now_allowed' : 'now_denied';
  return logged.reason === now.reason && logged.endpoint === now.endpoint ? 'same' : 'other_reason';
}
