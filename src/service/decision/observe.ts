import type { Clock } from '../../base/clock.js';
import type { NowOrLater } from '../../base/now-or-later.js';
import type { Answer } from './answer.js';
import type { CheckRequest } from '../check-request.js';
import type { BatchAnswer, BatchRequest, Checks } from './check-batch.js';

/**
 * Watches checks and changes none: it gets the request and the answer themselves, never a copy. Times are in ms: `atMs` by
 * the wall clock when the answer was there, `durationMs` by the steady clock.
 */
export interface CheckObserver {
  /** Shown where the observer fails. */
  readonly name: string;
  /** False while there is nothing to observe; left out: always on. Read again after each call of `onToggled`. */
  readonly isOn?: boolean;
  /** Takes what is to be called when `isOn` changes. */
  onToggled?(listener: () => void): void;
  /** Surrounds the work of every check, for observers that must be there while it runs. */
  around?: (checks: Checks) => Checks;
  /** Called for a check, and for each item of a batch. */
  answered?(request: CheckRequest, answer: Answer, atMs: number, durationMs: number): void;
  /** Called where there is no answer: for a check, and for each item of a batch. */
  failed?(request: CheckRequest, error: unknown, atMs: number, durationMs: number): void;
  /** Called once a batch, instead of `answered` and `failed` for its items. */
  answeredBatch?(batch: BatchRequest, answer: BatchAnswer, atMs: number, durationMs: number): void;
  /** Called once where a batch as a whole got no answer, instead of `failed` for its items. */
  failedBatch?(batch: BatchRequest, error: unknown, atMs: number, durationMs: number): void;
}

export interface Observing {
  readonly clock: Clock;
  readonly steadyClock: Clock;
  /** An observer that throws is a defect of the observer and never one of the check. */
  readonly onDefect: (observer: string, error: unknown) => void;
}

/** The same checks, watched by every observer that is on, in their order. Synchronous where the checks are. */
export function observeChecks(inner: Checks, observers: readonly CheckObserver[], observing: Observing): Checks {
  const surrounded = observers.reduceRight((checks, { around }) => around?.(checks) ?? checks, inner);
  return new ObservedChecks(surrounded, observers, observing).asChecks();
}

class ObservedChecks {
  private readonly inner: Checks;
  private readonly observing: Observing;
  private active: readonly CheckObserver[];

  constructor(inner: Checks, observers: readonly CheckObserver[], observing: Observing) {
    this.inner = inner;
    this.observing = observing;
    const choose = (): readonly CheckObserver[] => observers.filter(({ isOn }) => isOn !== false);
    this.active = choose();
    for (const observer of observers) observer.onToggled?.(() => (this.active = choose()));
  }

  asChecks(): Checks {
    return { check: (request) => this.check(request), checkBatch: (batch) => this.checkBatch(batch) };
  }

  private check(request: CheckRequest): NowOrLater<Answer> {
    const startedAt = this.observing.steadyClock();
    let answer: NowOrLater<Answer>;
    try {
      answer = this.inner.check(request);
    } catch (error) {
      return this.fail(request, error, startedAt);
    }
    if (!(answer instanceof Promise)) return this.answer(request, answer, startedAt);
    return answer.then(
      (late) => this.answer(request, late, startedAt),
      (error: unknown) => this.fail(request, error, startedAt),
    );
  }

  private checkBatch(batch: BatchRequest): NowOrLater<BatchAnswer> {
    const startedAt = this.observing.steadyClock();
    let answer: NowOrLater<BatchAnswer>;
    try {
      answer = this.inner.checkBatch(batch);
    } catch (error) {
      return this.failBatch(batch, error, startedAt);
    }
    if (!(answer instanceof Promise)) return this.answerBatch(batch, answer, startedAt);
    return answer.then(
      (late) => this.answerBatch(batch, late, startedAt),
      (error: unknown) => this.failBatch(batch, error, startedAt),
    );
  }

  private answer(request: CheckRequest, answer: Answer, startedAt: number): Answer {
    const { clock, steadyClock } = this.observing;
    const durationMs = steadyClock() - startedAt;
    const atMs = clock();
    for (const observer of this.active) {
      try {
        observer.answered?.(request, answer, atMs, durationMs);
      } catch (defect) {
        this.observing.onDefect(observer.name, defect);
      }
    }
    return answer;
  }

  private fail(request: CheckRequest, error: unknown, startedAt: number): never {
    this.tell(startedAt, (observer, atMs, durationMs) => observer.failed?.(request, error, atMs, durationMs));
    throw error;
  }

  private answerBatch(batch: BatchRequest, answer: BatchAnswer, startedAt: number): BatchAnswer {
    this.tell(startedAt, (observer, atMs, durationMs) => {
      if (observer.answeredBatch !== undefined) observer.answeredBatch(batch, answer, atMs, durationMs);
      else tellItems(observer, batch, answer, [atMs, durationMs]);
    });
    return answer;
  }

  private failBatch(batch: BatchRequest, error: unknown, startedAt: number): never {
    this.tell(startedAt, (observer, atMs, durationMs) => {
      if (observer.failedBatch !== undefined) observer.failedBatch(batch, error, atMs, durationMs);
      else for (const item of batch.items) observer.failed?.(item, error, atMs, durationMs);
    });
    throw error;
  }

  private tell(startedAt: number, tellOne: (observer: CheckObserver, atMs: number, durationMs: number) => void): void {
    const { clock, steadyClock, onDefect } = this.observing;
    const durationMs = steadyClock() - startedAt;
    const atMs = clock();
    for (const observer of this.active) {
      try {
        tellOne(observer, atMs, durationMs);
      } catch (defect) {
        onDefect(observer.name, defect);
      }
    }
  }
}

/** Each item has the time of the whole batch. */
function tellItems(
  observer: CheckObserver,
  { items }: BatchRequest,
  { results }: BatchAnswer,
  [atMs, durationMs]: readonly [atMs: number, durationMs: number],
): void {
  for (const [index, result] of results.entries()) {
    const item = items[index];
    if (item === undefined) continue;
    if ('error' in result) observer.failed?.(item, result.error, atMs, durationMs);
    else observer.answered?.(item, result, atMs, durationMs);
  }
}
