import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { isScopegateError, messageOf } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import type { DecisionSink, SinkName } from '../../../store/ports/decision-sink.js';
import type { EncodeEntry } from './encode.js';
import type { LogEntry } from './entry.js';
import { makeLosses } from './losses.js';
import type { Losses } from './losses.js';

/** Writes entries in the background, to one sink. */
export interface SinkWriter {
  /** Never waits and never throws: what there is no room for is counted as lost. */
  offer(entry: LogEntry): void;
  /** Counts one as lost that never came so far. */
  lose(problem: string): void;
  /** Writes what is there, for at most so long; the rest is counted as lost. Then closes the sink. */
  stop(deadlineMs: number): Promise<void>;
  /** Entries that are not written yet. */
  readonly pending: number;
}

export interface SinkWriterOptions {
  readonly sink: DecisionSink;
  readonly encode: EncodeEntry;
  readonly log: Log;
  /** Told of every entry once: what became of it. */
  readonly count: (sink: SinkName, outcome: 'written' | 'lost', entries: number) => void;
  readonly maxPending: number;
  readonly maxPendingBytes?: number;
  /** How long to gather before writing. */
  readonly gatherMs?: number;
  readonly retryMs?: { readonly first: number; readonly longest: number };
}

const BATCH = 500;
/** Encoded in one go, some 0.3 ms; then checks have their turn. */
const SLICE = 50;

export function makeSinkWriter(options: SinkWriterOptions): SinkWriter {
  return new Writer(options);
}

class Writer implements SinkWriter {
  private readonly options: SinkWriterOptions;
  private readonly maxBytes: number;
  private readonly losses: Losses;
  /** No more waiting for others to gather. */
  private readonly hurry = new AbortController();
  /** No more waiting at all. */
  private readonly over = new AbortController();
  private queue: LogEntry[] = [];
  private queuedBytes = 0;
  /** Taken from the queue, and not yet written. */
  private underWay = 0;
  private running: Promise<void> | null = null;

  constructor(options: SinkWriterOptions) {
    this.options = options;
    this.maxBytes = options.maxPendingBytes ?? 32 * 1024 * 1024;
    const { sink, count, log } = options;
    this.losses = makeLosses({ sink: sink.name, count: (lost) => count(sink.name, 'lost', lost), log });
  }

  get pending(): number {
    return this.queue.length + this.underWay;
  }

  offer(entry: LogEntry): void {
    const isFull = this.pending >= this.options.maxPending || this.queuedBytes + entry.sizeBytes > this.maxBytes;
    if (isFull || this.over.signal.aborted) {
      this.losses.add(1);
      return;
    }
    this.queue.push(entry);
    this.queuedBytes += entry.sizeBytes;
    this.running ??= this.run();
  }

  lose(problem: string): void {
    this.losses.add(1, problem);
  }

  async stop(deadlineMs: number): Promise<void> {
    const timer = setTimeout(() => {
      this.over.abort();
    }, deadlineMs);
    this.hurry.abort();
    await this.running;
    clearTimeout(timer);
    this.over.abort();
    this.losses.add(this.queue.length);
    this.queue = [];
    this.losses.close();
    await this.options.sink.close().catch(() => undefined);
  }

  /** Until the queue is empty. */
  private async run(): Promise<void> {
    await pause(this.options.gatherMs ?? 200, this.hurry.signal);
    while (this.queue.length > 0 && !this.over.signal.aborted) {
      const taken = this.queue.splice(0, BATCH);
      this.underWay = taken.length;
      await this.write(await this.encode(taken));
      this.underWay = 0;
    }
    this.running = null;
  }

  private async encode(entries: readonly LogEntry[]): Promise<string[]> {
    const lines: string[] = [];
    for (const [index, entry] of entries.entries()) {
      if (index > 0 && index % SLICE === 0) await nextTurn();
      this.queuedBytes -= entry.sizeBytes;
      try {
        lines.push(this.options.encode(entry));
      } catch (error) {
        this.losses.add(1, `a record could not be made: ${messageOf(error)}`);
      }
    }
    return lines;
  }

  /** Again and again until it succeeds: meanwhile the queue fills, and what does not fit is lost. */
  private async write(lines: readonly string[]): Promise<void> {
    const { sink, count } = this.options;
    const { first, longest } = this.options.retryMs ?? { first: 250, longest: 5_000 };
    for (let waitMs = first; ; waitMs = Math.min(longest, waitMs * 2)) {
      try {
        await orOver(sink.write(lines), this.over.signal);
        count(sink.name, 'written', lines.length);
        return;
      } catch (error) {
        const isHopeless = isScopegateError(error) && error.code === 'invalid_argument';
        if (isHopeless || this.over.signal.aborted) {
          this.losses.add(lines.length, messageOf(error));
          return;
        }
        this.losses.explain(messageOf(error));
      }
      await pause(waitMs, this.over.signal);
    }
  }
}

/** Ends early, without an error, when the signal says so; keeps no process alive. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
}

/** A write that hangs must not keep the service from ending. */
function orOver(writing: Promise<void>, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return writing;
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      reject(new Error('the service is stopping'));
    };
    signal.addEventListener('abort', stop, { once: true });
    writing.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop);
    });
  });
}
