import { constants } from 'node:os';
import type { Clock } from '../base/clock.js';

/**
 * The signals that end the service in order: every one that would otherwise end the process undrained and that a program may
 * catch. A closed terminal sends SIGHUP, a UPS SIGPWR, a limit of the shell SIGXCPU. Node keeps SIGUSR1 and SIGPROF for itself
 * and ignores SIGPIPE and SIGXFSZ. The rest tell of a fault of the process, which nothing can drain.
 */
export const STOP_SIGNALS = [
  ...(['SIGINT', 'SIGTERM', 'SIGQUIT', 'SIGHUP', 'SIGUSR2', 'SIGALRM', 'SIGVTALRM'] as const),
  ...(['SIGXCPU', 'SIGIO', 'SIGPWR', 'SIGSTKFLT'] as const),
] as const;
export type StopSignal = (typeof STOP_SIGNALS)[number];

/** Only these say that the end takes too long. systemd may send SIGHUP right behind SIGTERM, and a closed terminal both. */
const INSISTENT: ReadonlySet<StopSignal> = new Set(['SIGINT', 'SIGTERM', 'SIGQUIT']);

/**
 * npm, a shell and a supervisor may each pass one Ctrl-C on, so the same signal arrives several times within moments: that
 * is one wish, not two.
 */
const REPEAT_MS = 1_000;

export interface StopSignals {
  /** The first signal: end in order. */
  readonly first: Promise<StopSignal>;
  /** Another signal that insists, or the same one later: end at once. */
  readonly impatient: Promise<StopSignal>;
}

/** Decides which signals count. A third wish is for the caller of `onDesperate`. */
export function makeStopSignals(clock: Clock, onDesperate: (signal: StopSignal) => void) {
  let first: { readonly signal: StopSignal; readonly atMs: number } | null = null;
  let second: { readonly signal: StopSignal; readonly atMs: number } | null = null;
  let tellFirst: (signal: StopSignal) => void = () => undefined;
  let tellSecond: (signal: StopSignal) => void = () => undefined;
  const signals: StopSignals = {
    first: new Promise((resolve) => (tellFirst = resolve)),
    impatient: new Promise((resolve) => (tellSecond = resolve)),
  };
  const isRepeat = (before: { signal: StopSignal; atMs: number }, signal: StopSignal): boolean =>
    clock() - before.atMs < REPEAT_MS && (before.signal === signal || !INSISTENT.has(before.signal));
  function take(signal: StopSignal): void {
    if (first === null) {
      first = { signal, atMs: clock() };
      tellFirst(signal);
    } else if (!INSISTENT.has(signal)) {
      return;
    } else if (second === null) {
      if (isRepeat(first, signal)) return;
      second = { signal, atMs: clock() };
      tellSecond(signal);
    } else if (!isRepeat(second, signal)) onDesperate(signal);
  }
  return { ...signals, take };
}

/** What a shell shows for a process that a signal ended: 130 for SIGINT, 143 for SIGTERM. */
export function exitCodeOf(signal: StopSignal): number {
  return 128 + constants.signals[signal];
}
