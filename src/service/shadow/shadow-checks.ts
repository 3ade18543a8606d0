import type { Clock } from '../../base/clock.js';
import type { ShadowOutcome } from '../../store/ports/shadow.js';
import type { Answer, CheckRequest } from '../check/answer.js';
import type { BatchAnswer, BatchRequest } from '../check/check-batch.js';
import type { Checks } from '../check/gate.js';
import { cut } from '../decision-log/log-text.js';
import type { Evaluate } from './evaluate.js';
import type { Tally } from './tally.js';

/** Decides by a candidate what was answered, a moment after the answer. */
export interface Shadow {
  /** The same checks; what they answer is never changed, and not held up. */
  wrap(checks: Checks): Checks;
  /** Null: nothing is tried, and a check costs one look at that. */
  use(candidate: { readonly evaluate: Evaluate; readonly tally: Tally } | null): void;
}

export interface ShadowOptions {
  readonly clock: Clock;
  readonly count: (outcome: ShadowOutcome) => void;
  readonly maxPending?: number;
}

interface Answered {
  readonly request: CheckRequest;
  readonly answer: Answer;
  readonly atMs: number;
}

/** Decided in one go, well under a millisecond; then checks have their turn. */
const SLICE = 200;
/** Longer targets are refused by every policy alike, and would fill the memory while they wait. */
const MAX_TARGET = 8_200;

export function makeShadow(options: ShadowOptions): Shadow {
  return new ShadowInTurns(options);
}

class ShadowInTurns implements Shadow {
  private readonly options: ShadowOptions;
  private readonly maxPending: number;
  private candidate: Parameters<Shadow['use']>[0] = null;
  private pending: Answered[] = [];
  private isDue = false;

  constructor(options: ShadowOptions) {
    this.options = options;
    this.maxPending = options.maxPending ?? 5_000;
  }

  use(candidate: Parameters<Shadow['use']>[0]): void {
    this.candidate = candidate;
    this.pending = [];
  }

  wrap(checks: Checks): Checks {
    return {
      check: (request) => {
        const answer = checks.check(request);
        if (this.candidate === null) return answer;
        return answer instanceof Promise ? answer.then((late) => this.note(request, late)) : this.note(request, answer);
      },
      checkBatch: (batch) => {
        const answer = checks.checkBatch(batch);
        if (this.candidate === null) return answer;
        return answer instanceof Promise
          ? answer.then((late) => this.noteBatch(batch, late))
          : this.noteBatch(batch, answer);
      },
    };
  }

  private noteBatch({ items }: BatchRequest, batch: BatchAnswer): BatchAnswer {
    for (const [index, result] of batch.results.entries()) {
      const item = items[index];
      if (item !== undefined && !('error' in result)) this.note(item, result);
    }
    return batch;
  }

  private note(request: CheckRequest, answer: Answer): Answer {
    if (this.candidate === null) return answer;
    if (this.pending.length >= this.maxPending || request.target.length > MAX_TARGET) {
      this.count('lost');
      return answer;
    }
    this.pending.push({ request: { ...request, host: cut(request.host, 512) }, answer, atMs: this.options.clock() });
    if (!this.isDue) {
      this.isDue = true;
      setImmediate(() => this.decideSome());
    }
    return answer;
  }

  private decideSome(): void {
    for (const answered of this.pending.splice(0, SLICE)) this.decide(answered);
    this.isDue = this.pending.length > 0;
    if (this.isDue) setImmediate(() => this.decideSome());
  }

  private decide({ request, answer, atMs }: Answered): void {
    if (this.candidate === null) return;
    const verdict = this.candidate.evaluate(request, answer, atMs);
    this.count(verdict.outcome);
    this.candidate.tally.addVerdict({ request, live: answer, verdict, atMs });
  }

  private count(outcome: ShadowOutcome): void {
    this.options.count(outcome);
    this.candidate?.tally.count(outcome);
  }
}
