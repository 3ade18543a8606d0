import type { Log } from '../../../base/log.js';
import type { SinkName } from '../../../store/ports/decision-sink.js';

/** Says what was lost: to a metric within a second, and in the log, where one line stands for many. */
export interface Losses {
  add(entries: number, problem?: string): void;
  /** Why it may be that entries get lost from now on. */
  explain(problem: string): void;
  /** Says what is not said yet. */
  close(): void;
}

export interface LossesOptions {
  readonly sink: SinkName;
  readonly count: (lost: number) => void;
  readonly log: Log;
  readonly countEveryMs?: number;
  readonly sayEveryMs?: number;
}

export function makeLosses(options: LossesOptions): Losses {
  return new Ledger(options);
}

class Ledger implements Losses {
  private readonly options: LossesOptions;
  private uncounted = 0;
  private unsaid = 0;
  private problem = '';
  private saidAtMs = -Infinity;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: LossesOptions) {
    this.options = options;
  }

  add(entries: number, problem = ''): void {
    if (entries === 0) return;
    if (problem !== '') this.problem = problem;
    this.uncounted += entries;
    this.unsaid += entries;
    this.later();
  }

  explain(problem: string): void {
    this.problem = problem;
  }

  close(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.saidAtMs = -Infinity;
    this.settle();
  }

  private later(): void {
    this.timer ??= setTimeout(() => {
      this.timer = null;
      this.settle();
      if (this.unsaid > 0) this.later();
    }, this.options.countEveryMs ?? 500);
    this.timer.unref();
  }

  private settle(): void {
    const { sink, count, log, sayEveryMs = 10_000 } = this.options;
    if (this.uncounted > 0) count(this.uncounted);
    this.uncounted = 0;
    const nowMs = performance.now();
    if (this.unsaid === 0 || nowMs - this.saidAtMs < sayEveryMs) return;
    const problem = this.problem === '' ? 'more came than could be written' : this.problem;
    log.error({ sink, lost: this.unsaid, problem }, 'decisions are missing from the decision log');
    this.saidAtMs = nowMs;
    this.unsaid = 0;
    this.problem = '';
  }
}
