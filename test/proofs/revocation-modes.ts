import type { ProofReplica } from './replicas.js';

/** What is done to the links of all replicas while keys are revoked. */
export interface Mode {
  readonly title: string;
  /** What is promised of the 99th percentile. */
  readonly p99BoundMs: number;
  /** So many revocations are under way at once; each waits a time from 0 to `spreadMs` first. */
  readonly lanes: number;
  readonly spreadMs: number;
  /** False where a link that is cut may leave a question without an answer. */
  readonly isAnswered: boolean;
  begin(replicas: readonly ProofReplica[]): () => void;
}

/** What `SCOPEGATE_POLL_INTERVAL_MS` is unless it is set. */
const POLL_INTERVAL_MS = 250;
/** How the connection that listens introduces itself. */
const LISTENER = 'scopegate listener';
const SLOW_MS = 20;
const CUT_EVERY_MS = 400;

export const MODES: Readonly<Record<string, Mode>> = {
  notify: {
    title: 'with notifications',
    p99BoundMs: 50,
    lanes: 2,
    spreadMs: 30,
    isAnswered: true,
    begin: () => () => undefined,
  },
  silent: {
    title: 'notifications lost in a black hole, which nothing tells the replica',
    p99BoundMs: POLL_INTERVAL_MS + 50,
    lanes: 8,
    spreadMs: POLL_INTERVAL_MS,
    isAnswered: true,
    begin(replicas) {
      for (const { link } of replicas) link.silence(LISTENER);
      return () => {
        for (const { link } of replicas) link.silence(null);
      };
    },
  },
  cut: {
    title: `notifications lost, and every connection cut each ${String(CUT_EVERY_MS)} ms`,
    p99BoundMs: POLL_INTERVAL_MS + 50,
    lanes: 8,
    spreadMs: POLL_INTERVAL_MS,
    isAnswered: false,
    begin(replicas) {
      for (const { link } of replicas) link.silence(LISTENER);
      const timer = setInterval(() => {
        for (const { link } of replicas) link.cut();
      }, CUT_EVERY_MS);
      return () => {
        clearInterval(timer);
        for (const { link } of replicas) link.silence(null);
      };
    },
  },
  slow: {
    title: `notifications lost, connections slower by up to ${String(SLOW_MS)} ms each way, so that they overtake one another`,
    // A poll and the lookup after it go there and back, and a round of questions waits for that of the round before.
    p99BoundMs: POLL_INTERVAL_MS + 50 + 6 * SLOW_MS,
    lanes: 8,
    spreadMs: POLL_INTERVAL_MS,
    isAnswered: false,
    begin(replicas) {
      for (const { link } of replicas) {
        link.silence(LISTENER);
        link.setDelay((connection) => ((connection % 5) * SLOW_MS) / 4);
        link.cut();
      }
      return () => {
        for (const { link } of replicas) {
          link.silence(null);
          link.setDelay(0);
          link.cut();
        }
      };
    },
  },
};
