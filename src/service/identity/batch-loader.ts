import { ScopegateError } from '../../base/errors.js';

/** Loads values by key, many keys to one read. */
export interface BatchLoader<Value> {
  /** Rejects with `resource_exhausted` when too many wait, or wait for that key, and with what `read` rejects with. */
  load(key: string): Promise<Value>;
  /** Keys waiting for a read to begin. */
  readonly waiting: number;
}

export interface BatchLoaderOptions<Value> {
  /** Must answer every key it was given. */
  readonly read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Value>>;
  readonly maxKeysPerRead: number;
  readonly maxReadsInFlight: number;
  readonly maxWaiting: number;
  /** How long the next read is to be put off; 0 for not at all. Left out: never. */
  readonly waitMs?: () => number;
  /** How many may wait from when reads were put off, until all are read: beyond that nobody would be answered in time. Left out: `maxWaiting`. */
  readonly maxWaitingPutOff?: number;
}

interface Waiter<Value> {
  resolve(value: Value): void;
  reject(error: unknown): void;
}

/**
 * One read carries all keys that were asked for meanwhile, so that a flood of different keys costs the database at most
 * `maxReadsInFlight` statements at once. A key is read once for all who ask while that read waits or is under way: whoever
 * needs it newer finds out by the revision that the read says it is of.
 */
export function makeBatchLoader<Value>(options: BatchLoaderOptions<Value>): BatchLoader<Value> {
  return new Batcher(options);
}

class Batcher<Value> implements BatchLoader<Value> {
  waiting = 0;
  private readonly options: BatchLoaderOptions<Value>;
  private readonly waiters = new Map<string, Waiter<Value>[]>();
  /** Of reads under way. */
  private readonly underWay = new Map<string, Waiter<Value>[]>();
  private readsInFlight = 0;
  private scheduled = false;
  private isPutOff = false;
  /** From when reads were put off, until none waits any more. */
  private isBehind = false;

  constructor(options: BatchLoaderOptions<Value>) {
    this.options = options;
  }

  load(key: string): Promise<Value> {
    const underWay = this.underWay.get(key);
    const { maxWaiting, maxWaitingPutOff = maxWaiting } = this.options;
    const isFull = this.waiting >= (this.isBehind ? maxWaitingPutOff : maxWaiting);
    if (underWay === undefined ? isFull : underWay.length >= maxWaiting) {
      return Promise.reject(new ScopegateError('resource_exhausted', 'too many lookups are waiting'));
    }
    return new Promise<Value>((resolve, reject) => {
      if (underWay !== undefined) {
        underWay.push({ resolve, reject });
        return;
      }
      const earlier = this.waiters.get(key);
      if (earlier === undefined) this.waiters.set(key, [{ resolve, reject }]);
      else earlier.push({ resolve, reject });
      this.waiting++;
      this.schedule();
    });
  }

  /** Everything asked for in this turn of the event loop shares the first read. */
  private schedule(): void {
    if (this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      this.readWaiting();
    });
  }

  private readWaiting(): void {
    while (this.waiters.size > 0 && this.readsInFlight < this.options.maxReadsInFlight) {
      const waitMs = this.options.waitMs?.() ?? 0;
      if (waitMs > 0) {
        this.putOff(waitMs);
        return;
      }
      void this.read(this.takeBatch());
    }
    if (this.waiters.size === 0) this.isBehind = false;
  }

  /** What is asked for meanwhile joins the next read. */
  private putOff(waitMs: number): void {
    this.isBehind = true;
    if (this.isPutOff) return;
    this.isPutOff = true;
    setTimeout(() => {
      this.isPutOff = false;
      this.readWaiting();
    }, waitMs).unref();
  }

  private takeBatch(): Map<string, Waiter<Value>[]> {
    const batch = new Map<string, Waiter<Value>[]>();
    for (const [key, waiters] of this.waiters) {
      if (batch.size === this.options.maxKeysPerRead) break;
      batch.set(key, waiters);
      this.underWay.set(key, waiters);
      this.waiters.delete(key);
      this.waiting -= waiters.length;
    }
    return batch;
  }

  private async read(batch: Map<string, Waiter<Value>[]>): Promise<void> {
    this.readsInFlight++;
    try {
      const values = await this.options.read([...batch.keys()]);
      this.end(batch);
      for (const [key, waiters] of batch) settle(waiters, values.get(key));
    } catch (error) {
      this.end(batch);
      for (const waiters of batch.values()) for (const waiter of waiters) waiter.reject(error);
    } finally {
      this.readsInFlight--;
      this.readWaiting();
    }
  }

  /** From here on, who asks for these keys has them read anew. */
  private end(batch: ReadonlyMap<string, unknown>): void {
    for (const key of batch.keys()) this.underWay.delete(key);
  }
}

function settle<Value>(waiters: readonly Waiter<Value>[], value: Value | undefined): void {
  for (const waiter of waiters) {
    if (value === undefined) waiter.reject(new ScopegateError('internal', 'a batched read left a key out'));
    else waiter.resolve(value);
  }
}
