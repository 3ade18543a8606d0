import { ScopegateError, isScopegateError } from '../../../base/errors.js';
import type { Log } from '../../../base/log.js';
import { describeDatabaseUrl } from '../database-url.js';
import { makePool } from '../pool.js';
import type { Pool, PoolOptions } from '../pool.js';
import { NO_CHOICE, choose } from './choose.js';
import type { Choice } from './choose.js';
import { readMemberState } from './state.js';

/** One primary and its standbys, as far as they are named; or a single database. */
export interface Cluster {
  /** Reads, from the first in the list that answers and is not behind what was already seen. */
  readonly reads: Pool;
  /** The same for the change feed alone, on a connection of its own: revocations wait for nothing else that is asked. */
  readonly feed: Pool;
  /** Writes, to the primary; also for reads that must see the newest. */
  readonly writes: Pool;
  /** Rejects with `unavailable` while no primary answers. */
  primaryUrl(): Promise<string>;
  close(): Promise<void>;
}

export interface ClusterOptions extends PoolOptions {
  /** The revision that is applied here: no standby behind it is read from. */
  readonly floor: () => number;
  /** How often all are looked at, and how long each may take. */
  readonly reviewEveryMs?: number;
  readonly reviewTimeoutMs?: number;
}

/** @throws ScopegateError `config` when one of the URLs is no PostgreSQL URL */
export function openCluster(urls: readonly string[], options: ClusterOptions): Cluster {
  const [only, ...others] = urls;
  if (only === undefined) throw new ScopegateError('config', 'no database is named');
  return others.length === 0 ? openSingle(only, options) : new Members(urls, options);
}

/** Nothing to choose: whatever stands behind the address is meant. */
function openSingle(url: string, options: PoolOptions): Cluster {
  const pool = makePool(url, options);
  const feed = makePool(url, { ...options, maxConnections: 1 });
  return {
    reads: pool,
    feed,
    writes: pool,
    primaryUrl: () => Promise.resolve(url),
    async close() {
      await Promise.all([pool.close(), feed.close()]);
    },
  };
}

interface Member {
  readonly url: string;
  readonly name: string;
  readonly pool: Pool;
  readonly feed: Pool;
  /** A connection of its own for looking, so that one waits for nothing else. */
  readonly probe: Pool;
}

class Members implements Cluster {
  readonly reads: Pool;
  readonly feed: Pool;
  readonly writes: Pool;
  private readonly members: readonly Member[];
  private readonly log: Log;
  private readonly floor: () => number;
  private readonly timer: NodeJS.Timeout;
  private choice: Choice = NO_CHOICE;
  private reviewing: Promise<void> | null = null;

  constructor(urls: readonly string[], options: ClusterOptions) {
    const timeoutMs = options.reviewTimeoutMs ?? 1000;
    const probing = { log: options.log, maxConnections: 1, statementTimeoutMs: timeoutMs, connectTimeoutMs: timeoutMs };
    this.log = options.log;
    this.floor = options.floor;
    this.members = urls.map((url) => ({
      url,
      name: describeDatabaseUrl(url),
      pool: makePool(url, options),
      feed: makePool(url, { ...options, maxConnections: 1 }),
      probe: makePool(url, probing),
    }));
    this.reads = this.facade('read', ({ pool }) => pool);
    this.feed = this.facade('read', ({ feed }) => feed);
    this.writes = this.facade('write', ({ pool }) => pool);
    this.timer = setInterval(() => void this.review(), options.reviewEveryMs ?? 1000);
    this.timer.unref();
  }

  async primaryUrl(): Promise<string> {
    return (await this.member('write')).url;
  }

  async close(): Promise<void> {
    clearInterval(this.timer);
    await this.reviewing;
    await Promise.all(this.members.flatMap(({ pool, feed, probe }) => [pool, feed, probe]).map((pool) => pool.close()));
  }

  private facade(purpose: 'read' | 'write', poolOf: (member: Member) => Pool): Pool {
    return {
      query: (text, values) => this.attempt(purpose, (member) => poolOf(member).query(text, values)),
      transaction: (run) => this.attempt(purpose, (member) => poolOf(member).transaction(run)),
      snapshot: (run) => this.attempt(purpose, (member) => poolOf(member).snapshot(run)),
      close: () => Promise.resolve(),
    };
  }

  /** A statement that found its database gone is repeated on another where that cannot do anything twice. */
  private async attempt<Result>(purpose: 'read' | 'write', run: (member: Member) => Promise<Result>): Promise<Result> {
    const member = await this.member(purpose);
    try {
      return await run(member);
    } catch (error) {
      if (!isScopegateError(error) || error.code !== 'unavailable') throw error;
      await this.review();
      const next = this.chosen(purpose);
      if (next === null || next === member || (purpose === 'write' && !wasRefused(error))) throw error;
      return run(next);
    }
  }

  private async member(purpose: 'read' | 'write'): Promise<Member> {
    if (this.chosen(purpose) === null) await this.review();
    const member = this.chosen(purpose);
    if (member !== null) return member;
    const names = this.members.map(({ name }) => name).join(', ');
    throw new ScopegateError('unavailable', `none of the databases ${names} ${CAN[purpose]}`);
  }

  private chosen(purpose: 'read' | 'write'): Member | null {
    return this.members[this.choice[purpose]] ?? null;
  }

  /** Whoever asks for one while one is under way gets that one. */
  private review(): Promise<void> {
    this.reviewing ??= this.lookAtAll().finally(() => {
      this.reviewing = null;
    });
    return this.reviewing;
  }

  private async lookAtAll(): Promise<void> {
    const states = await Promise.all(this.members.map(({ probe }) => readMemberState(probe).catch(() => null)));
    const before = this.choice;
    this.choice = choose(states, this.floor(), before);
    for (const purpose of ['read', 'write'] as const) {
      if (before[purpose] === this.choice[purpose]) continue;
      const [from, to] = [before, this.choice].map((choice) => this.members[choice[purpose]]?.name ?? null);
      const message = `${purpose === 'read' ? 'reading from' : 'writing to'} another database`;
      if (to === null) this.log.warn({ from, databases: this.members.length }, `${message}: none can do it now`);
      else this.log.info({ from, to, timeline: this.choice.timeline }, message);
    }
  }
}

const CAN = {
  read: 'answers with what was already seen here',
  write: 'answers as the primary; writes wait for one',
} as const;

/** The database said no because it only reads: nothing was done. */
function wasRefused(error: ScopegateError): boolean {
  return (error.cause as { code?: unknown } | undefined)?.code === '25006';
}
