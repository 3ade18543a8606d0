import { LRUCache } from 'lru-cache';
import { ScopegateError, isScopegateError, messageOf, noAnswer } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { compileApi } from '../../engine/index.js';
import type { ApiSource, CompiledApi, ScopeTable } from '../../engine/index.js';
import type { PolicyReads } from '../../store/ports/policy.js';
import type { CacheStats } from '../identity/cache-stats.js';
import type { Invalidations } from '../identity/invalidations.js';

/** Compiled policy by API: the LRU of compiled tries. */
export interface CompiledApis {
  /**
   * Synchronous when held. Otherwise read and compiled once for all who wait. Rejects with `unavailable` when the
   * store cannot say, `policy` when the rows do not compile and no good policy is held, `not_found` when it is gone.
   */
  get(apiId: number): CompiledApi | Promise<CompiledApi>;
  /**
   * Reads and compiles these APIs, as far as the cache holds them. The old policy decides until the new one is put in its
   * place by the returned function, all of it in one step.
   */
  prepare(apiIds: Iterable<number>, reader: Pick<PolicyReads, 'readApi'>): Promise<() => void>;
  /** APIs that are held, being read, or do not compile. */
  readonly known: ReadonlySet<number>;
  /** Holds what was compiled from this source, until something newer is read. */
  restore(source: ApiSource): void;
  /** Ids of APIs whose newest rows do not compile; the last good policy of each serves, where there was one. */
  readonly rejected: readonly number[];
  stats(): CacheStats;
}

export interface CompiledApisDeps {
  readonly reader: Pick<PolicyReads, 'readApi'>;
  readonly scopes: ScopeTable;
  readonly invalidations: Invalidations;
  /** Bound for the cached policies, and again for last good policies whose rows no longer compile. */
  readonly maxBytes: number;
  readonly log: Log;
  /** Told of each source that compiled. */
  readonly onGood?: (source: ApiSource) => void;
  /** Told of every policy that comes into use, and of those that are gone. */
  readonly watch: { consider(api: CompiledApi): void; forget(apiId: number): void };
}

/** A standby may lag behind the change feed; a few reads catch up with it or the answer is "unavailable". */
const MAX_READ_ATTEMPTS = 5;

/** The next state of an API: a new policy, no policy, or the fault of rows that do not compile. */
type Prepared = readonly [apiId: number, outcome: CompiledApi | null | ScopegateError];

const FORGOTTEN = null;

export function makeCompiledApis(deps: CompiledApisDeps): CompiledApis {
  return new CompiledApiCache(deps);
}

class CompiledApiCache implements CompiledApis {
  private readonly deps: CompiledApisDeps;
  private readonly held: LRUCache<number, CompiledApi>;
  /** Last good policies of APIs whose newest rows do not compile: they could not be compiled again, so no other pushes them out. */
  private readonly lastGood: LRUCache<number, CompiledApi>;
  private readonly inFlight = new Map<number, Promise<CompiledApi>>();
  /** The fault of rows that did not compile, until they change: they are not compiled again for each request. */
  private readonly faults = new Map<number, ScopegateError>();
  private readonly counts = { hits: 0, misses: 0, evictions: 0 };

  constructor(deps: CompiledApisDeps) {
    this.deps = deps;
    this.held = this.makeCache();
    this.lastGood = this.makeCache();
  }

  get rejected(): readonly number[] {
    return [...this.faults.keys()];
  }

  get(apiId: number): CompiledApi | Promise<CompiledApi> {
    const api = this.held.get(apiId) ?? this.lastGood.get(apiId);
    if (api !== undefined) {
      this.counts.hits++;
      return api;
    }
    this.counts.misses++;
    const fault = this.faults.get(apiId);
    return fault === undefined ? this.load(apiId) : Promise.reject(fault);
  }

  get known(): ReadonlySet<number> {
    return new Set([...this.held.keys(), ...this.inFlight.keys(), ...this.faults.keys()]);
  }

  async prepare(apiIds: Iterable<number>, reader: Pick<PolicyReads, 'readApi'>): Promise<() => void> {
    const prepared: Prepared[] = [];
    let bytes = 0;
    for (const id of apiIds) {
      // What would not fit is read when it is asked for.
      const next = bytes > this.deps.maxBytes ? FORGOTTEN : await this.prepareOne(id, reader);
      bytes += next instanceof ScopegateError ? 0 : (next?.byteLength ?? 0);
      prepared.push([id, next]);
    }
    return () => {
      for (const [id, outcome] of prepared) {
        if (outcome === null) this.forget(id);
        else if (outcome instanceof ScopegateError) this.reject(id, outcome);
        else this.keep(outcome);
      }
    };
  }

  restore(source: ApiSource): void {
    this.keep(compileApi(source, this.deps.scopes));
  }

  stats(): CacheStats {
    const { held, lastGood } = this;
    return {
      ...this.counts,
      entries: held.size + lastGood.size,
      sizeBytes: held.calculatedSize + lastGood.calculatedSize,
    };
  }

  private makeCache(): LRUCache<number, CompiledApi> {
    const { maxBytes } = this.deps;
    return new LRUCache<number, CompiledApi>({
      maxSize: maxBytes,
      // A policy larger than the whole cache still has to serve: it then is the only one held.
      sizeCalculation: (api) => Math.min(Math.max(1, api.byteLength), maxBytes),
      dispose: (_api, _id, why) => {
        if (why === 'evict') this.counts.evictions++;
      },
    });
  }

  private load(apiId: number): Promise<CompiledApi> {
    const pending = this.inFlight.get(apiId);
    if (pending !== undefined) return pending;
    const started = this.readAndCompile(apiId, this.deps.reader)
      .then((compiled) => {
        this.keep(compiled);
        return compiled;
      })
      .catch((error: unknown) => {
        if (isScopegateError(error) && error.code === 'policy') this.reject(apiId, error);
        throw error;
      })
      .finally(() => this.inFlight.delete(apiId));
    this.inFlight.set(apiId, started);
    return started;
  }

  private async readAndCompile(apiId: number, reader: Pick<PolicyReads, 'readApi'>): Promise<CompiledApi> {
    for (let attempt = 1; attempt <= MAX_READ_ATTEMPTS; attempt++) {
      const { revision, source } = await reader.readApi(apiId);
      // From here to the end nothing waits: what is judged fresh is stored before a change can be noted.
      if (this.deps.invalidations.isStale(apiId, revision)) continue;
      if (source === null) throw new ScopegateError('not_found', `API ${String(apiId)} no longer exists`);
      const compiled = compileApi(source, this.deps.scopes);
      this.deps.onGood?.(source);
      return compiled;
    }
    throw noAnswer('the database lags behind the changes already seen');
  }

  /** Bad rows keep the last good policy of their API and never touch another. */
  private async prepareOne(apiId: number, reader: Pick<PolicyReads, 'readApi'>): Promise<Prepared[1]> {
    try {
      return await this.readAndCompile(apiId, reader);
    } catch (error) {
      if (isScopegateError(error) && error.code === 'not_found') return FORGOTTEN;
      if (isScopegateError(error) && error.code === 'policy') return error;
      throw error;
    }
  }

  private keep(compiled: CompiledApi): void {
    this.held.set(compiled.id, compiled);
    this.lastGood.delete(compiled.id);
    this.faults.delete(compiled.id);
    this.deps.watch.consider(compiled);
  }

  private forget(apiId: number): void {
    this.held.delete(apiId);
    this.lastGood.delete(apiId);
    this.faults.delete(apiId);
    this.deps.watch.forget(apiId);
  }

  private reject(apiId: number, error: ScopegateError): void {
    this.faults.set(apiId, error);
    const good = this.held.peek(apiId);
    if (good !== undefined) {
      this.held.delete(apiId);
      this.lastGood.set(apiId, good);
    }
    this.deps.log.error(
      { apiId, problem: messageOf(error) },
      'policy of an API does not compile; its last good policy serves, if it had one',
    );
  }
}
