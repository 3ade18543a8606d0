import { noAnswer } from '../base/errors.js';
import type { Checks } from '../service/decision/check-batch.js';
import { NOT_SERVING } from '../service/decision/freshness/readiness.js';
import type { WaitApplied } from '../service/decision/freshness/wait-applied.js';
import type { Lookups } from '../service/insight/lookups.js';
import type { Readings } from '../telemetry/metrics.js';
import type { Management } from '../transports/http/manage/server.js';

/** What the listeners ask. */
export interface Serving extends Checks {
  readonly lookups: Lookups;
  readonly waitApplied: WaitApplied;
  readonly stateAgeMs: () => number;
  /** Null for ready. */
  readonly notReadyBecause: () => string | null;
  readonly readings: () => PolicyReadings;
  /** Null before there is a database to manage: 503. */
  readonly management: Management | null;
}

/** What the metrics page shows of the policy and the database. */
export type PolicyReadings = Omit<Readings, 'certificateExpiresAtMs' | 'watchers'>;

/** The listeners' way to what serves now. */
export interface Entry extends Omit<Serving, 'management'> {
  readonly management: () => Management | null;
}

export interface HandOver {
  readonly entry: Entry;
  /** From here on the listeners ask this one. Calls under way end where they began. */
  to(serving: Serving): void;
  /** The service stops: it is not ready any more, and goes on answering the calls that still come. */
  leave(): void;
}

const none = (): never => {
  throw noAnswer('the policy is not loaded yet');
};
const noneLater = (): Promise<never> => Promise.reject(noAnswer('the policy is not loaded yet'));

/** Serves from the moment that the ports are bound: every question is answered, with `unavailable`. */
const STARTING: Serving = {
  check: none,
  checkBatch: none,
  lookups: {
    endpoints: none,
    credentials: none,
    searches: { subjects: noneLater, routes: noneLater, methods: noneLater },
  },
  waitApplied: noneLater,
  stateAgeMs: () => Infinity,
  notReadyBecause: () => NOT_SERVING,
  readings: () => ({
    ...{ caches: {}, revision: 0, policyAgeMs: 0, rejectedApis: 0, overlaps: 0 },
    ...{ laggingStandbys: { now: 0, total: 0 }, commitOrderHeldMs: 0 },
  }),
  management: null,
};

/**
 * The one place that changes between the start and the end. The ports are bound before there is anything to serve, and a
 * connection that is open stays open when there is: handlers ask what was handed over last.
 */
export function makeHandOver(): HandOver {
  let serving = STARTING;
  return {
    entry: {
      check: (request) => serving.check(request),
      checkBatch: (batch) => serving.checkBatch(batch),
      lookups: {
        endpoints: (request) => serving.lookups.endpoints(request),
        credentials: (request) => serving.lookups.credentials(request),
        searches: {
          subjects: (request, wanted) => serving.lookups.searches.subjects(request, wanted),
          routes: (request, wanted) => serving.lookups.searches.routes(request, wanted),
          methods: (request, wanted) => serving.lookups.searches.methods(request, wanted),
        },
      },
      waitApplied: (request) => serving.waitApplied(request),
      stateAgeMs: () => serving.stateAgeMs(),
      notReadyBecause: () => serving.notReadyBecause(),
      readings: () => serving.readings(),
      management: () => serving.management,
    },
    to(next) {
      serving = next;
    },
    leave() {
      serving = { ...serving, notReadyBecause: () => NOT_SERVING };
    },
  };
}
