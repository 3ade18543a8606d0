import type { Clock } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { CommitOrderReader } from '../../../store/ports/commit-order.js';

/** Finds out when one transaction keeps every change waiting, also while nobody here changes anything. */
export interface CommitOrderWatch {
  start(): void;
  /** How long the present holder was seen holding; 0 for none. */
  heldMs(): number;
  stop(): Promise<void>;
}

export interface CommitOrderWatchDeps {
  readonly reader: CommitOrderReader;
  readonly steadyClock: Clock;
  readonly log: Log;
  readonly everyMs?: number;
  /** From then on it is logged. */
  readonly longMs?: number;
}

const EVERY_MS = 2_000;
const LONG_MS = 4_000;

interface Held {
  readonly transaction: string;
  readonly sinceMs: number;
  isLogged: boolean;
}

export function makeCommitOrderWatch(deps: CommitOrderWatchDeps): CommitOrderWatch {
  const { reader, steadyClock, log, everyMs = EVERY_MS, longMs = LONG_MS } = deps;
  let held: Held | null = null;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    const nowMs = steadyClock();
    // Where the database gives no answer nobody knows, and other metrics say that.
    const holder = await reader.readHolder().catch(() => null);
    const before = held;
    if (holder?.transaction !== before?.transaction) {
      if (before?.isLogged === true) log.info({ heldMs: Math.round(nowMs - before.sinceMs) }, OVER);
      held = holder === null ? null : { transaction: holder.transaction, sinceMs: nowMs, isLogged: false };
    }
    if (holder === null || held === null || held.isLogged || nowMs - held.sinceMs < longMs) return;
    held.isLogged = true;
    log.warn({ holder: holder.who, heldMs: Math.round(nowMs - held.sinceMs) }, HOLDS);
  }

  return {
    start() {
      timer ??= setInterval(() => {
        looking = looking.then(look);
      }, everyMs).unref();
    },
    heldMs: () => (held === null ? 0 : steadyClock() - held.sinceMs),
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}

const HOLDS = 'one transaction holds the order of commits: every change of policy and credentials waits for it';
const OVER = 'the order of commits is free again';
