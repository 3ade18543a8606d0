import type { ShadowOutcome } from '../../../store/ports/shadow.js';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import type { CheckObserver } from '../../decision/observe.js';
import { cut } from '../../recording/decision-log/log-text.js';
import type { EvaluateCandidate } from './evaluate.js';
import type { Tally } from './tally.js';

/** Decides by a candidate what was answered, a moment after the answer. Off while there is no candidate. */
export interface Shadow extends CheckObserver {
  /** Null: nothing is tried. */
  use(candidate: { readonly evaluate: EvaluateCandidate; readonly tally: Tally } | null): void;
}

export interface ShadowOptions {
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
  readonly name = 'shadow policy';
  private readonly options: ShadowOptions;
  private readonly maxPending: number;
  private candidate: Parameters<Shadow['use']>[0] = null;
  private pending: Answered[] = [];
  private isDue = false;
  private listener: () => void = () => undefined;

  constructor(options: ShadowOptions) {
    this.options = options;
    this.maxPending = options.maxPending ?? 5_000;
  }

  use(candidate: Parameters<Shadow['use']>[0]): void {
    this.candidate = candidate;
    this.pending = [];
    this.listener();
  }

  get isOn(): boolean {
    return this.candidate !== null;
  }

  onToggled(listener: () => void): void {
    this.listener = listener;
  }

  /** Decides by the candidate a moment later; the answer itself is on its way already. */
  answered(request: CheckRequest, answer: Answer, atMs: number): void {
    if (this.candidate === null) return;
    if (this.pending.length >= this.maxPending || request.target.length > MAX_TARGET) {
      this.count('lost');
      return;
    }
    this.pending.push({ request: { ...request, host: cut(request.host, 512) }, answer, atMs });
    if (!this.isDue) {
      this.isDue = true;
      setImmediate(() => this.decideSome());
    }
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
