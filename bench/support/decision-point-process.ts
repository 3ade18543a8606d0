/**
 * A decision point on rows held in memory, as a process of its own; ends when its parent lets go. With a number: on the
 * catalogue of so many routes, and keys that hold every scope of it.
 */
import { systemClock } from '../../src/base/clock.js';
import { silentLog } from '../../src/base/log.js';
import { steadyClock } from '../../src/base/clock.js';
import { observeChecks } from '../../src/service/decision/observe.js';
import { makeMetricsObserver } from '../../src/telemetry/measure-check.js';
import { makeMetrics } from '../../src/telemetry/metrics.js';
import { startGrpcServer } from '../../src/transports/grpc/server.js';
import { makeCheckWorld } from '../../test/support/check-world.js';
import { catalogueEndpoints } from './catalogue-endpoints.js';

export interface Serving {
  readonly address: string;
  readonly authorizations: readonly string[];
}

const KEYS = 64;

const [, , size] = process.argv;
const endpoints = size === undefined ? null : catalogueEndpoints(Number(size)).endpoints;
const world = await makeCheckWorld(endpoints === null ? {} : { endpoints });
const scopes = endpoints?.flatMap((endpoint) => endpoint.scopes) ?? ['message:read', 'sms:send'];
const authorizations = Array.from({ length: KEYS }, () => world.addKey({ scopes: [...new Set(scopes)].sort() }));
const metrics = makeMetrics(() => ({
  caches: {},
  revision: 1,
  policyAgeMs: 0,
  rejectedApis: 0,
  overlaps: 0,
  certificateExpiresAtMs: null,
  watchers: 0,
  laggingStandbys: { now: 0, total: 0 },
  commitOrderHeldMs: 0,
}));
const server = await startGrpcServer({
  ...{ host: '127.0.0.1', port: 0, clock: systemClock, trustedHops: 0 },
  ...observeChecks({ check: world.check, checkBatch: world.checkBatch }, [makeMetricsObserver(metrics, silentLog)], {
    clock: systemClock,
    steadyClock,
    onDefect: () => undefined,
  }),
});
process.once('disconnect', () => void server.stop(0));
process.send?.({ address: `127.0.0.1:${String(server.port)}`, authorizations } satisfies Serving);
