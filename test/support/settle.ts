import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** Longest wait. */
  readonly timeoutMs?: number;
  /** How long a value must stay the same. */
  readonly quietMs?: number;
}

const TIMEOUT_MS = 15_000;
const QUIET_MS = 150;
const LOOK_EVERY_MS = 5;

/** Resolves once `isTrue` says so. Rejects with `what` when that takes too long. */
export async function until(isTrue: () => boolean, what: string, timeoutMs = TIMEOUT_MS): Promise<void> {
  const endsAt = performance.now() + timeoutMs;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`waited in vain: ${what}`);
    await sleep(LOOK_EVERY_MS);
  }
}

/**
 * Resolves with what `look` gives once that has not changed for a while, and rejects where it never stands still. For bounds
 * that are not to be passed: wait for the bound with `until` first.
 */
export async function settled<T>(look: () => T, { timeoutMs = TIMEOUT_MS, quietMs = QUIET_MS }: Patience = {}) {
  const endsAt = performance.now() + timeoutMs;
  let last = look();
  let changedAt = performance.now();
  while (performance.now() - changedAt < quietMs) {
    if (performance.now() > endsAt) throw new Error(`it goes on and on: ${String(last)}`);
    await sleep(LOOK_EVERY_MS);
    const now = look();
    if (now !== last) changedAt = performance.now();
    last = now;
  }
  return last;
}
