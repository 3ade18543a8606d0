import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Gate } from '../service/check/gate.js';
import type { Lookups } from '../service/lookup/lookups.js';
import { shedLoad } from '../service/check/shed.js';
import { startGrpcServer } from '../transports/grpc/server.js';
import type { FreshnessCalls, GrpcServer } from '../transports/grpc/server.js';
import { makeAuthzenRoutes } from '../transports/http/authzen/route.js';
import { makeForwardAuthRoutes } from '../transports/http/forward-auth/route.js';
import { startHttpServer } from '../transports/http/server.js';
import type { HttpServer } from '../transports/http/server.js';
import type { Protection } from '../transports/listener/protection.js';
import { makeManagementSurface } from './management-surface.js';
import type { ManagementSurface } from './management-surface.js';
import type { Observation } from './observation.js';
import type { Records } from './records.js';
import type { Readiness } from './readiness.js';

export interface ServersDeps {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
}

export interface ServersParts {
  readonly gate: Gate;
  readonly lookups: Lookups;
  readonly observation: Observation;
  readonly records: Records;
  readonly readiness: Readiness;
  readonly protection: Protection;
  readonly freshness: FreshnessCalls;
}

export interface Servers {
  readonly http: HttpServer;
  readonly grpc: GrpcServer;
  readonly surface: ManagementSurface;
  drain(): Promise<void>;
}

/** Binds both ports; everything is refused until the gate opens. */
export async function startServers(deps: ServersDeps, parts: ServersParts): Promise<Servers> {
  const { config, closers } = deps;
  const { gate, lookups, observation, readiness, protection, freshness, records } = parts;
  const { registry } = observation.metrics;
  const measured = observation.checks(shedLoad(gate, { maxPending: config.maxPendingChecks }));
  const surface = makeManagementSurface(records.wrap(measured), { config, protection });
  const { checks } = surface;
  const asking = {
    check: checks.check,
    callers: protection.callers,
    clock: systemClock,
    trustedPeers: config.trustedGateways,
    timeoutMs: config.databaseTimeoutMs,
  };
  const http = await startHttpServer({
    ...config.httpListen,
    protection,
    routes: [
      ...makeForwardAuthRoutes({
        ...asking,
        trustedHops: config.trustedHops,
        certificateField: config.clientCertificateField,
      }),
      ...makeAuthzenRoutes({
        ...asking,
        searches: lookups.searches,
        identifier: { url: config.authzenUrl, scheme: surface.scheme },
      }),
      surface.route,
    ],
    metrics: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
    notReadyBecause: () => readiness.problem(),
  });
  closers.push('HTTP server', () => http.stop(0));
  const grpc = await startGrpcServer({
    ...config.grpcListen,
    ...checks,
    lookups,
    protection,
    freshness,
    clock: systemClock,
    trustedHops: config.trustedHops,
  });
  closers.push('gRPC server', () => grpc.stop(0));
  return { http, grpc, surface, drain: () => grpc.stop(config.shutdownTimeoutMs) };
}
