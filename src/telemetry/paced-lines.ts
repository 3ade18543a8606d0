import type { Clock } from '../base/clock.js';

const EVERY_MS = 60_000;

/**
 * Lets one line a minute through for each key, and says how many it stands for. Keys come from closed sets, so what is
 * remembered is bounded.
 */
export function makePacedLines(clock: Clock): (key: string, write: (times: number) => void) => void {
  const lines = new Map<string, { writtenAtMs: number; times: number }>();
  return (key, write) => {
    const now = clock();
    const line = lines.get(key) ?? { writtenAtMs: -Infinity, times: 0 };
    lines.set(key, line);
    line.times += 1;
    if (now - line.writtenAtMs < EVERY_MS) return;
    write(line.times);
    line.writtenAtMs = now;
    line.times = 0;
  };
}
