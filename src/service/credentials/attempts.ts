import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';

export interface AttemptLimits {
  readonly perUser: number;
  readonly perSource: number;
  readonly windowMs: number;
  /** Users, and sources, that are remembered; beyond it the one without an attempt for longest is forgotten. */
  readonly maxRemembered: number;
}

/** Limits how often passwords are guessed. Attempts under way count, so that many at once are no way around it. */
export interface Attempts {
  /** Null when there were too many; else what takes the attempt back because it was no guess. */
  begin(login: string, source: string): (() => void) | null;
}

interface Window {
  readonly startedAtMs: number;
  count: number;
}

/** A source that is not known (an empty one) is not limited: it would stand for everybody. */
export function makeAttempts(limits: AttemptLimits, clock: Clock): Attempts {
  const users = new LRUCache<string, Window>({ max: limits.maxRemembered });
  const sources = new LRUCache<string, Window>({ max: limits.maxRemembered });

  function windowOf(windows: LRUCache<string, Window>, key: string): Window {
    const nowMs = clock();
    const held = windows.get(key);
    if (held !== undefined && nowMs - held.startedAtMs < limits.windowMs) return held;
    const fresh = { startedAtMs: nowMs, count: 0 };
    windows.set(key, fresh);
    return fresh;
  }

  return {
    begin(login, source) {
      // The source first: one that is stopped cannot push users out of memory by naming many.
      const ofSource = source === '' ? null : windowOf(sources, source);
      if (ofSource !== null && ofSource.count >= limits.perSource) return null;
      const ofUser = windowOf(users, login);
      if (ofUser.count >= limits.perUser) return null;
      ofUser.count++;
      if (ofSource !== null) ofSource.count++;
      return () => {
        ofUser.count--;
        if (ofSource !== null) ofSource.count--;
      };
    },
  };
}
