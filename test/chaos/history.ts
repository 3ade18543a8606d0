/** What is true of a key: not there yet, with the scope, without it, or ended for good. */
export type KeyState = 'absent' | 'granted' | 'bare' | 'revoked';

/** A state, and the time within which it was committed: from the sending of the statement to its acknowledgement. */
interface Step {
  readonly state: KeyState;
  readonly sentAtMs: number;
  /** Without end while it is not acknowledged. */
  ackedAtMs: number;
}

/** The true history of one key, in the order of its commits. */
export interface KeyHistory {
  readonly authorization: string;
  /** What was last sent. */
  readonly latest: KeyState;
  /** Notes what is sent now; the returned function, that it is committed. */
  begin(state: KeyState): () => void;
  /** Every state that may have been true at some instant of that time, bounds included. */
  possibleWithin(fromMs: number, toMs: number): ReadonlySet<KeyState>;
}

export function makeKeyHistory(authorization: string, now: () => number = Date.now): KeyHistory {
  const steps: Step[] = [{ state: 'absent', sentAtMs: -Infinity, ackedAtMs: -Infinity }];
  return {
    authorization,
    get latest() {
      return steps.at(-1)!.state;
    },
    begin(state) {
      const step = { state, sentAtMs: now(), ackedAtMs: Infinity };
      steps.push(step);
      return () => {
        step.ackedAtMs = now();
      };
    },
    possibleWithin(fromMs, toMs) {
      // A state may hold from the moment at which it was sent, until the next one is acknowledged.
      const possible = steps.filter(
        ({ sentAtMs }, index) => sentAtMs <= toMs && (steps[index + 1]?.ackedAtMs ?? Infinity) >= fromMs,
      );
      return new Set(possible.map(({ state }) => state));
    },
  };
}
