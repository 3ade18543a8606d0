import type { Invalidation } from './feed.js';
import type { Input } from './inputs.js';

/** Messages for a slow reader: at most two invalidations, with a bounded number of inputs. */
export interface Mailbox {
  put(invalidation: Invalidation): void;
  /** The next in order; null when there is none. */
  take(): Invalidation | null;
}

/** @param maxInputs more than this waiting become one `everything` */
export function makeMailbox(maxInputs: number): Mailbox {
  let ready: Invalidation | null = null;
  let revision = 0;
  let waiting: Set<Input> | 'everything' | null = null;
  return {
    put(invalidation) {
      if (invalidation.kind === 'ready') {
        ready = invalidation;
        return;
      }
      revision = invalidation.revision;
      if (invalidation.kind === 'everything') waiting = 'everything';
      if (invalidation.kind === 'everything' || waiting === 'everything') return;
      waiting ??= new Set();
      for (const input of invalidation.inputs) waiting.add(input);
      if (waiting.size > maxInputs) waiting = 'everything';
    },
    take() {
      if (ready !== null) {
        const first = ready;
        ready = null;
        return first;
      }
      const merged = waiting;
      waiting = null;
      if (merged === null) return null;
      if (merged === 'everything') return { kind: 'everything', revision };
      return { kind: 'invalidated', revision, inputs: [...merged] };
    },
  };
}
