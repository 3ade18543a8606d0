import { setTimeout as sleep } from 'node:timers/promises';
import { silentLog } from '../../src/base/log.js';
import { mintApiKey } from '../../src/service/identity/api-key-format.js';
import { makePepper } from '../../src/service/identity/pepper.js';
import { makeManagedKeyWriter } from '../../src/store/postgres/manage/key-writer.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { Pool } from '../../src/store/postgres/pool.js';
import { administrate } from '../support/administrate.js';
import { PEPPER } from '../support/replica.js';
import { makeKeyHistory } from './history.js';
import type { KeyHistory, KeyState } from './history.js';
import type { Random } from './random.js';

const SCOPE = 'sms:send';
const pepper = makePepper(PEPPER);

/** One who changes keys of its own, one change after the other, and keeps book of what is true. */
export interface Writer {
  readonly keys: readonly KeyHistory[];
  /** Makes a key with the scope, that nobody asks about but who gets it here. */
  makeKey(): Promise<KeyHistory>;
  /** Grants, takes and revokes at random until aborted. */
  run(random: Random, stop: AbortSignal): Promise<void>;
  /** How many changes were acknowledged. */
  readonly changes: number;
  /** The database that it wrote to is gone for good. */
  moveTo(url: string): void;
  close(): Promise<void>;
}

interface OwnKey {
  readonly publicId: string;
  readonly digest: Buffer;
  readonly history: KeyHistory;
}

/** @param name tells the sessions of this writer from those of others */
export function makeWriter(url: string, name: string): Writer {
  return new BookKeeper(url, name);
}

class BookKeeper implements Writer {
  readonly keys: KeyHistory[] = [];
  changes = 0;
  private readonly own: OwnKey[] = [];
  private url: string;
  private readonly name: string;
  private pool: Pool;

  constructor(url: string, name: string) {
    this.name = name;
    this.url = this.named(url);
    this.pool = this.connect();
  }

  async makeKey(): Promise<KeyHistory> {
    const { key, publicId } = mintApiKey('sgk');
    const made = { publicId, digest: pepper.digest(key), history: makeKeyHistory(`App ${key}`) };
    await this.change(made, 'granted');
    return made.history;
  }

  async run(random: Random, stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await sleep(random.between(5, 40));
      const key = random.between(1, 12) === 1 || this.own.length < 4 ? null : random.pick(this.own);
      if (key === null) await this.addKey(stop);
      else if (key.history.latest === 'granted')
        await this.change(key, random.between(1, 8) === 1 ? 'revoked' : 'bare', stop);
      else if (key.history.latest === 'bare') await this.change(key, 'granted', stop);
    }
  }

  moveTo(url: string): void {
    this.url = this.named(url);
    this.pool.close().catch(() => undefined);
    this.pool = this.connect();
  }

  async close(): Promise<void> {
    await Promise.race([this.pool.close(), sleep(2000, undefined, { ref: false })]);
  }

  private async addKey(stop: AbortSignal): Promise<void> {
    const { key, publicId } = mintApiKey('sgk');
    const made = { publicId, digest: pepper.digest(key), history: makeKeyHistory(`App ${key}`) };
    // Asked about from now on, also before it is there.
    this.keys.push(made.history);
    await this.change(made, 'granted', stop);
    this.own.push(made);
  }

  /**
   * Repeats until it is acknowledged, or the run is over: then nobody knows. Each change says what is to be, so that it
   * may be done twice.
   */
  private async change(key: OwnKey, state: KeyState, stop?: AbortSignal): Promise<void> {
    const acknowledge = key.history.begin(state);
    while (stop?.aborted !== true) {
      try {
        await this.attempt(key, state);
        acknowledge();
        this.changes++;
        return;
      } catch {
        await this.endOldSessions(stop);
      }
    }
  }

  private async attempt({ publicId, digest }: OwnKey, state: KeyState): Promise<void> {
    const { actor, change } = administrate(this.pool);
    const grants = { scopes: [SCOPE], roles: [] };
    const known = await this.pool.query('SELECT FROM scopegate.credential WHERE public_id = $1::text', [publicId]);
    if (known.length === 0) {
      const rest = { allowedAddresses: [], notBeforeMs: null, expiresAtMs: null, enabled: true };
      await makeManagedKeyWriter(this.pool).createKey({
        key: { publicId, digest, name: 'a key', account: this.name, scopes: [SCOPE], ...rest },
        roles: [],
        actor: actor.record,
        once: null,
        judge: () => undefined,
      });
    } else if (state === 'granted') await change(publicId, { grant: grants });
    else if (state === 'bare') await change(publicId, { take: grants });
    else await change(publicId, { revoke: true });
  }

  /** A statement that nobody waits for any more may still be done later, over a newer one: its session has to end first. */
  private async endOldSessions(stop?: AbortSignal): Promise<void> {
    while (stop?.aborted !== true) {
      // Not waited for: a connection to a database that hangs closes when it likes.
      this.pool.close().catch(() => undefined);
      this.pool = this.connect();
      await sleep(20);
      try {
        const left = await this.pool.query(
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
           WHERE application_name = $1::text AND pid <> pg_backend_pid()`,
          [this.name],
        );
        if (left.length === 0) return;
      } catch {
        // It is away: again.
      }
    }
  }

  private named(url: string): string {
    const named = new URL(url);
    named.searchParams.set('application_name', this.name);
    return named.href;
  }

  private connect(): Pool {
    return makePool(this.url, { log: silentLog, maxConnections: 1, statementTimeoutMs: 1000, connectTimeoutMs: 1000 });
  }
}
