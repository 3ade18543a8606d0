/** When to ask the database for changes: after the interval, at once when woken, and soon while something is known to be missing. */
export interface PollPace {
  /** Somebody knows of a change: the next poll is due now. */
  wake(): void;
  /** Resolves when the next poll is due. */
  pause(isBehind: boolean): Promise<void>;
}

/** Doubles up to the interval: what is said to be there may never come. */
const FIRST_HURRY_MS = 5;

/**
 * A notification comes from the primary, and so does the revision of a write; a standby that is read from has both a moment
 * later. So one poll too early does not mean waiting for a whole interval, nor does one that failed.
 */
export function makePollPace(intervalMs: number): PollPace {
  let isWanted = false;
  let hurryMs = FIRST_HURRY_MS;
  let endPause: (() => void) | null = null;
  return {
    wake() {
      isWanted = true;
      hurryMs = FIRST_HURRY_MS;
      endPause?.();
    },
    async pause(isBehind) {
      if (!isWanted) {
        const pauseMs = isBehind ? Math.min(hurryMs, intervalMs) : intervalMs;
        hurryMs = isBehind ? hurryMs * 2 : FIRST_HURRY_MS;
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, pauseMs);
          endPause = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        endPause = null;
      }
      isWanted = false;
    },
  };
}
