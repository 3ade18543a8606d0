import type { Pool } from './pool.js';

/** Lets standbys say how old they are: see migrations/0034_pulse.sql. */
export interface Pulse {
  /**
   * Has the primary write the time, unless that was done a moment ago. Nobody waits for it, and it may fail.
   *
   * @param lagMs what a standby that is read from lags now, where the caller has just measured it
   */
  beat(lagMs?: number): void;
}

/** However many services beat, the row is written about twice a second. */
const beatText = `
  UPDATE scopegate.pulse SET at = clock_timestamp() WHERE at < clock_timestamp() - interval '400 milliseconds'`;

/** Of one database, and of nothing else. */
export interface OwnPulse extends Pulse {
  /** The same, for those who wait until it is written, or has failed. */
  beatNow(): Promise<void>;
}

export function makePulse(writes: Pick<Pool, 'query'>): OwnPulse {
  let beating: Promise<void> | null = null;
  const beatNow = (): Promise<void> => {
    beating ??= writes
      .query(beatText)
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => {
        beating = null;
      });
    return beating;
  };
  return {
    beat() {
      void beatNow();
    },
    beatNow,
  };
}
