import { setTimeout as sleep } from 'node:timers/promises';
import { ScopegateError, isScopegateError } from '../../../base/errors.js';
import { describeDatabaseUrl } from '../database-url.js';
import { makePool } from '../pool.js';
import type { Pool, PoolOptions } from '../pool.js';
import { makePulse } from '../pulse.js';
import type { Pulse } from '../pulse.js';
import { NO_CHOICE, choose } from './choose.js';
import type { Choice } from './choose.js';
import { makeChoiceReport } from './report.js';
import type { ChoiceReport } from './report.js';
import { readMemberState } from './state.js';
import type { MemberState } from './state.js';

/** One primary and its standbys, as far as they are named; or a single database. */
export interface Cluster {
  /** Reads, from the first in the list that answers, follows closely, and is not behind what was already seen. */
  readonly reads: Pool;
  /** The same for the change feed alone, on a connection of its own: revocations wait for nothing else that is asked. */
  readonly feed: Pool;
  /** Writes, to the primary; also for reads that must see the newest. */
  readonly writes: Pool;
  /** Of the primary. A standby that is read from and lags too much has all members looked at at once. */
  readonly pulse: Pulse;
  /** How many standbys of the list are passed over now because they lag, and how often one was. */
  lagging(): { readonly now: number; readonly total: number };
  /** Rejects with `unavailable` while no primary answers. */
  primaryUrl(): Promise<string>;
  close(): Promise<void>;
}

export interface ClusterOptions extends PoolOptions {
  /** The revision that is applied here: no standby behind it is read from. */
  readonly floor: () => number;
  /** A standby that lags more is passed over for a fresher member. */
  readonly maxLagMs?: number;
  /** How often all are looked at, and how long each may take. */
  readonly reviewEveryMs?: number;
  readonly reviewTimeoutMs?: number;
  /** How long to go on looking where no member can do what is asked; left out: one look. */
  readonly patienceMs?: number;
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
    pulse: makePulse(pool),
    lagging: () => ({ now: 0, total: 0 }),
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

/** Twice a look, so that each look at a standby that follows finds a pulse of half that age at most. */
const BEATS_PER_REVIEW = 2;
/** For a pulse to reach a standby that follows. */
const PULSE_ARRIVES_MS = 100;
const MAX_FIRST_LOOKS = 6;
const RETRY_EVERY_MS = 100;

class Members implements Cluster {
  readonly reads: Pool;
  readonly feed: Pool;
  readonly writes: Pool;
  readonly pulse: Pulse;
  private readonly members: readonly Member[];
  private readonly report: ChoiceReport;
  private readonly options: ClusterOptions;
  private readonly maxLagMs: number;
  private readonly beater: Pulse;
  private readonly timers: readonly NodeJS.Timeout[];
  private choice: Choice = NO_CHOICE;
  private hasStandby = false;
  private reviewing: Promise<void> | null = null;

  constructor(urls: readonly string[], options: ClusterOptions) {
    const { reviewTimeoutMs: timeoutMs = 1000, reviewEveryMs: everyMs = 1000 } = options;
    const probing = { log: options.log, maxConnections: 1, statementTimeoutMs: timeoutMs, connectTimeoutMs: timeoutMs };
    this.options = options;
    this.maxLagMs = options.maxLagMs ?? 1000;
    this.members = urls.map((url) => ({
      url,
      name: describeDatabaseUrl(url),
      pool: makePool(url, options),
      feed: makePool(url, { ...options, maxConnections: 1 }),
      probe: makePool(url, probing),
    }));
    this.report = makeChoiceReport(
      this.members.map(({ name }) => name),
      options.log,
    );
    this.reads = this.facade('read', ({ pool }) => pool);
    this.feed = this.facade('read', ({ feed }) => feed);
    this.writes = this.facade('write', ({ pool }) => pool);
    this.beater = makePulse({ query: (text) => this.beatOn(text) });
    this.pulse = {
      beat: (lagMs = 0) => {
        this.beater.beat();
        if (lagMs > this.maxLagMs) void this.review();
      },
    };
    this.timers = [
      setInterval(() => void this.review(), everyMs),
      setInterval(() => {
        if (this.hasStandby) this.beater.beat();
      }, everyMs / BEATS_PER_REVIEW),
    ];
    for (const timer of this.timers) timer.unref();
  }

  lagging(): { now: number; total: number } {
    return this.report.lagging();
  }

  async primaryUrl(): Promise<string> {
    return (await this.member('write')).url;
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearInterval(timer);
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
    const endsAt = performance.now() + (this.options.patienceMs ?? 0);
    for (;;) {
      if (this.chosen(purpose) === null) await this.review();
      const member = this.chosen(purpose);
      if (member !== null) return member;
      if (performance.now() >= endsAt) break;
      await sleep(RETRY_EVERY_MS);
    }
    const names = this.members.map(({ name }) => name).join(', ');
    throw new ScopegateError('unavailable', `none of the databases ${names} ${CAN[purpose]}`);
  }

  private chosen(purpose: 'read' | 'write'): Member | null {
    return this.members[this.choice[purpose]] ?? null;
  }

  /** On the connection that looks: a pool whose connections are all taken would let every standby seem to lag. */
  private beatOn(text: string): Promise<readonly never[]> {
    const primary = this.chosen('write');
    return primary === null ? Promise.resolve([]) : primary.probe.query(text);
  }

  /** Whoever asks for one while one is under way gets that one. */
  private review(): Promise<void> {
    this.reviewing ??= this.lookAtAll().finally(() => {
      this.reviewing = null;
    });
    return this.reviewing;
  }

  private async lookAtAll(): Promise<void> {
    let states = await this.statesOfAll();
    const before = this.choice;
    if (before === NO_CHOICE && this.hasStandby) states = await this.lookAfterPulse(states);
    const limits = { floor: this.options.floor(), maxLagMs: this.maxLagMs };
    this.choice = choose(states, limits, before);
    this.report.note(states, before, this.choice);
  }

  /** Until now perhaps no service had the primary write a pulse: an old one says nothing about the standbys. */
  private async lookAfterPulse(states: readonly (MemberState | null)[]): Promise<readonly (MemberState | null)[]> {
    const isSure = states.every((state) => state === null || state.lagMs <= this.maxLagMs);
    const { write } = choose(states, { floor: 0, maxLagMs: this.maxLagMs }, NO_CHOICE);
    const primary = this.members[write];
    if (isSure || primary === undefined) return states;
    await makePulse(primary.probe).beatNow();
    for (let look = 1; ; look++) {
      await sleep(PULSE_ARRIVES_MS);
      const seen = await this.statesOfAll();
      if (look === MAX_FIRST_LOOKS || !seen.some((state) => (state?.lagMs ?? 0) > this.maxLagMs)) return seen;
    }
  }

  private async statesOfAll(): Promise<readonly (MemberState | null)[]> {
    const states = await Promise.all(this.members.map(({ probe }) => readMemberState(probe).catch(() => null)));
    this.hasStandby = states.some((state) => state?.isStandby === true);
    return states;
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
