import type { KeyHistory, KeyState } from './history.js';

/** One question, and what came of it. */
export interface Observation {
  readonly key: KeyHistory;
  readonly replica: number;
  readonly sentAtMs: number;
  readonly answeredAtMs: number;
  /** The reason of the answer, or the code of the error. */
  readonly outcome: string;
  /** Null for an error. */
  readonly stateAgeMs: number | null;
  readonly isDegraded: boolean;
}

export interface Verdict {
  readonly asked: number;
  readonly allows: number;
  readonly denies: number;
  readonly degraded: number;
  readonly oldestMs: number;
  readonly errors: Readonly<Record<string, number>>;
  /** Answers while nothing was harmed; and questions that got none in time then, which a busy machine may cause. */
  readonly quietAnswers: number;
  readonly quietLate: number;
  readonly wrongAllows: readonly string[];
  readonly wrongUnknowns: readonly string[];
  /** Anything else that breaks what is promised. */
  readonly otherFaults: readonly string[];
}

export interface Promises {
  readonly maxStalenessMs: number;
  readonly degradedAfterMs: number;
}

/** When something was harmed, or was not yet known to have recovered. */
export interface Trouble {
  readonly fromMs: number;
  toMs: number;
}

/** Of questions in quiet times, how many may run out of time on a machine that has other work to do. */
const LATE_SHARE = 0.01;

const MEANS: Readonly<Record<string, KeyState>> = {
  scope_held: 'granted',
  missing_scope: 'bare',
  disabled_credential: 'revoked',
  unknown_credential: 'absent',
};
const ERRORS: ReadonlySet<string> = new Set(['unavailable', 'deadline_exceeded']);

/** Both clocks are read in whole milliseconds, at different moments of one turn. */
const ROUNDING_MS = 2;

/**
 * The promise: an answer that says `state_age_ms = a` is one that was true at some instant between `a` before it was asked
 * for and its arrival. A wrong allow is an allow for a key that held the scope at no instant of that time; a wrong
 * unknown, an "unknown credential" for a key that existed all the while. No answer rests on state older than the
 * longest staleness, and none on state older than the degraded limit without being flagged. Outside of trouble there is an
 * answer to every question.
 */
export function judge(observations: readonly Observation[], promises: Promises, troubles: readonly Trouble[]): Verdict {
  const errors: Record<string, number> = {};
  const wrong = { wrongAllows: [] as string[], wrongUnknowns: [] as string[], otherFaults: [] as string[] };
  const counts = { allows: 0, denies: 0, degraded: 0, oldestMs: 0, quietAnswers: 0, quietLate: 0 };
  for (const seen of observations) {
    const isQuiet = !troubles.some(({ fromMs, toMs }) => seen.sentAtMs <= toMs && seen.answeredAtMs >= fromMs);
    if (seen.stateAgeMs === null) {
      errors[seen.outcome] = (errors[seen.outcome] ?? 0) + 1;
      if (!ERRORS.has(seen.outcome)) wrong.otherFaults.push(`error ${seen.outcome}: ${tell(seen)}`);
      else if (isQuiet && seen.outcome === 'deadline_exceeded') counts.quietLate++;
      else if (isQuiet) wrong.otherFaults.push(`no answer although nothing was harmed: ${tell(seen)}`);
      continue;
    }
    if (isQuiet) counts.quietAnswers++;
    if (seen.outcome === 'scope_held') counts.allows++;
    else counts.denies++;
    if (seen.isDegraded) counts.degraded++;
    counts.oldestMs = Math.max(counts.oldestMs, seen.stateAgeMs);
    const possible = seen.key.possibleWithin(
      seen.sentAtMs - seen.stateAgeMs - ROUNDING_MS,
      seen.answeredAtMs + ROUNDING_MS,
    );
    const claimed = MEANS[seen.outcome];
    if (claimed === undefined) wrong.otherFaults.push(`outcome ${seen.outcome}: ${tell(seen)}`);
    else if (!possible.has(claimed)) {
      const list =
        claimed === 'granted' ? wrong.wrongAllows : claimed === 'absent' ? wrong.wrongUnknowns : wrong.otherFaults;
      list.push(`${seen.outcome}, but it was ${[...possible].join(' or ')}: ${tell(seen)}`);
    }
    if (seen.stateAgeMs > promises.maxStalenessMs + ROUNDING_MS) wrong.otherFaults.push(`too old: ${tell(seen)}`);
    if (!seen.isDegraded && seen.stateAgeMs > promises.degradedAfterMs + ROUNDING_MS) {
      wrong.otherFaults.push(`not flagged: ${tell(seen)}`);
    }
  }
  if (counts.quietLate > LATE_SHARE * (counts.quietAnswers + counts.quietLate)) {
    wrong.otherFaults.push(`${String(counts.quietLate)} questions ran out of time although nothing was harmed`);
  }
  return { asked: observations.length, ...counts, errors, ...wrong };
}

function tell({ replica, sentAtMs, answeredAtMs, stateAgeMs }: Observation): string {
  const age = stateAgeMs === null ? '' : `, resting on ${String(stateAgeMs)} ms before`;
  return `replica ${String(replica)}, asked at ${String(sentAtMs)}, answered after ${String(answeredAtMs - sentAtMs)} ms${age}`;
}
