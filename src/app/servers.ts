import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Gate } from '../service/decision/startup-gate.js';
import type { Lookups } from '../service/insight/lookups.js';
import { startGrpcServer } from '../transports/grpc/server.js';
import type { FreshnessCalls, GrpcServer } from '../transports/grpc/server.js';
import type { ManagementRoute } from '../transports/http/manage/route.js';
import { startHttpServer } from '../transports/http/server.js';
import type { HttpServer } from '../transports/http/server.js';
import type { Protection } from '../transports/listener/protection.js';
import { makeHttpOptions } from './http-options.js';
import type { Observation } from './observation.js';
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
  readonly readiness: Readiness;
  readonly protection: Protection;
  readonly freshness: FreshnessCalls;
}

export interface Servers {
  readonly http: HttpServer;
  readonly grpc: GrpcServer;
  readonly management: ManagementRoute;
  drain(): Promise<void>;
}

/** Binds both ports; everything is refused until the gate opens. */
export async function startServers(deps: ServersDeps, parts: ServersParts): Promise<Servers> {
  const { config, closers } = deps;
  const { gate, lookups, protection, freshness } = parts;
  const { options, management } = await makeHttpOptions(deps, parts);
  const http = await startHttpServer(options);
  closers.push('HTTP server', () => http.stop(0));
  const grpc = await startGrpcServer({
    ...config.grpcListen,
    check: gate.check,
    checkBatch: gate.checkBatch,
    lookups,
    protection,
    freshness,
    clock: systemClock,
    trustedHops: config.trustedHops,
    extAuthzHost: config.extAuthzHost,
    onRejected: parts.observation.onRejected,
  });
  closers.push('gRPC server', () => grpc.stop(0));
  return { http, grpc, management, drain: () => grpc.stop(config.shutdownTimeoutMs) };
}
