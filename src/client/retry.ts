import { setTimeout as sleep } from 'node:timers/promises';
import { isScopegateError } from '../base/errors.js';

const FIRST_PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1_000;

/**
 * Asks again after UNAVAILABLE, and after nothing else, until the time is over. The pauses grow twofold up to a second
 * and each is a random part of that, so that clients that failed together do not come back together.
 *
 * @param attempt given the milliseconds that are left
 * @throws what the last attempt threw
 */
export async function retryUnavailable<Answer>(
  attempt: (leftMs: number) => Promise<Answer>,
  timeoutMs: number,
): Promise<Answer> {
  const endsAtMs = performance.now() + timeoutMs;
  let pauseMs = FIRST_PAUSE_MS;
  for (;;) {
    try {
      return await attempt(Math.max(1, endsAtMs - performance.now()));
    } catch (error) {
      const waitMs = pauseMs * (0.5 + Math.random() / 2);
      const isRetryable = isScopegateError(error) && error.code === 'unavailable';
      if (!isRetryable || performance.now() + waitMs >= endsAtMs) throw error;
      await sleep(waitMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }
}
