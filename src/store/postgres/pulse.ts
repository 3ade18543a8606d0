import type { Pool } from './pool.js';

/** Lets standbys say how old they are: see migrations/0026. */
export interface Pulse {
  /** Has the primary write the time, unless that was done a moment ago. Nobody waits for it, and it may fail. */
  beat(): void;
}

/** However many services beat, the row is written about twice a second. */
const beatText = `
  UPDATE scopegate.pulse SET at = clock_timestamp() WHERE at < clock_timestamp() - interval '400 milliseconds'`;

export function makePulse(writes: Pool): Pulse {
  let isBeating = false;
  return {
    beat() {
      if (isBeating) return;
      isBeating = true;
      writes
        .query(beatText)
        .catch(() => undefined)
        .finally(() => {
          isBeating = false;
        });
    },
  };
}
