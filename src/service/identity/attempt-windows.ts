import type { Clock } from '../../base/clock.js';

export interface WindowLimits {
  readonly windowMs: number;
  /** Windows at once; beyond it no new one begins before an old one is over. */
  readonly maxWindows: number;
}

/** Takes a guess back that turned out to be none. */
export type TakeBack = () => void;

/**
 * Counts guesses by key, each key from its first guess on for as long as a window lasts. A window with a count is never forgotten
 * before its time: that would let an attacker begin anew. A guess that is taken back leaves nothing.
 */
export interface AttemptWindows {
  /** Guesses that were wrong or are under way. Opens nothing. */
  count(key: string): number;
  /** How long until the guesses of this key are forgotten; 0 where there are none. */
  endsInMs(key: string): number;
  /** Null where there is no room: nothing can be counted then, so nothing may be guessed. */
  begin(key: string, room?: 'ordinary' | 'reserved'): TakeBack | null;
}

interface Window {
  readonly startedAtMs: number;
  count: number;
}

/** In memory, for this process alone. Half as many again are `reserved`: for keys that had a success. */
export function makeAttemptWindows({ windowMs, maxWindows }: WindowLimits, clock: Clock): AttemptWindows {
  // In the order of their beginnings, because a window that begins anew is put at the end.
  const windows = new Map<string, Window>();
  const endsInMs = (window: Window | undefined): number =>
    window === undefined ? 0 : Math.max(0, window.startedAtMs + windowMs - clock());

  function forgetOver(): void {
    for (const [key, window] of windows) {
      if (endsInMs(window) > 0) return;
      windows.delete(key);
    }
  }

  function open(key: string, room: number): Window | null {
    const held = windows.get(key);
    if (held !== undefined && endsInMs(held) > 0) return held;
    forgetOver();
    if (windows.size >= room) return null;
    const fresh = { startedAtMs: clock(), count: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    count(key) {
      const window = windows.get(key);
      return window === undefined || endsInMs(window) === 0 ? 0 : window.count;
    },
    endsInMs: (key) => endsInMs(windows.get(key)),
    begin(key, room = 'ordinary') {
      const window = open(key, room === 'reserved' ? Math.ceil(maxWindows * 1.5) : maxWindows);
      if (window === null) return null;
      window.count++;
      return () => {
        window.count--;
        if (window.count === 0 && windows.get(key) === window) windows.delete(key);
      };
    },
  };
}
