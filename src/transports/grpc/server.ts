import { Server, ServerCredentials, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import type { ServerOptions } from '@grpc/grpc-js';
import { makeReflection } from './reflection.js';
import type { OnRejected } from '../../service/decision/rejected-request.js';
import { ANSWER_TIMEOUT_MS } from '../listener/bounds.js';
import { listenForConnections } from '../listener/connections.js';
import type { Listener } from '../listener/connections.js';
import { unprotected } from '../listener/protection.js';
import type { Protection } from '../listener/protection.js';
import { onlyKnownCallers } from './known-callers.js';
import { addHealth } from './health.js';
import { guardStreams } from './stream-guard.js';
import { makeWatchers } from './watchers.js';
import type { Watchers } from './watchers.js';
import { makeLongCalls } from './long-calls.js';
import type { Clock } from '../../base/clock.js';
import type { Checks } from '../../service/decision/check-batch.js';
import type { Lookups } from '../../service/insight/lookups.js';
import { makeCheckBatchHandler } from './check-batch.js';
import { makeBatchEncoder } from './encode-batch.js';
import { makeLookupCredentialsHandler, makeLookupEndpointsHandler } from './lookup.js';
import { makeCheckStreamHandler } from './check-stream.js';
import { makeCheckHandler } from './check.js';
import { loadExtAuthzProto, loadFreshnessProto, loadProto, loadServedProtos } from '../../wire/load-proto.js';
import { makeExtAuthzHandler } from './ext-authz/check.js';
import type { WaitApplied } from '../../service/decision/freshness/wait-applied.js';
import { makeWaitAppliedHandler } from './freshness/wait-applied.js';
import { makeWatchInvalidationsHandler } from './freshness/watch-invalidations.js';
import type { WatchDeps } from './freshness/watch-invalidations.js';

export interface GrpcServer {
  /** The port that is really bound; differs from the asked one when that was 0. */
  readonly port: number;
  /** Health v1 (grpc.health.v1): SERVING from now on, or not. */
  setServing(state: 'serving' | 'not_serving'): void;
  /** Says NOT_SERVING, takes no new call, waits for those under way, then cuts. */
  stop(drainMs: number): Promise<void>;
}

export interface GrpcServerOptions extends Checks {
  readonly host: string;
  readonly port: number;
  readonly clock: Clock;
  /** How many proxies stand in front of an Envoy that asks. */
  readonly trustedHops: number;
  /** See `ExtAuthzDeps`. */
  readonly extAuthzHost?: 'context' | 'request';
  readonly protection?: Protection;
  /** Absent: not served (UNIMPLEMENTED). */
  readonly lookups?: Lookups;
  /** Left out: the service `Freshness` is not served. */
  readonly freshness?: FreshnessCalls;
  /** Longest time for a request to be complete, and for a part of an answer to be taken by its caller. Left out: 10 s. */
  readonly callTimeoutMs?: number;
  /** Left out: nobody hears of it. */
  readonly onRejected?: OnRejected;
}

/** What the service `Freshness` is made of. */
export interface FreshnessCalls extends WatchDeps {
  readonly waitApplied: WaitApplied;
}

/** Messages larger than this are refused before they are decoded (RESOURCE_EXHAUSTED). */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** Bytes that a caller may send ahead; with the 64 KB that HTTP/2 begins with, batches would wait for each other. */
const FLOW_WINDOW_BYTES = 1024 * 1024;
const SERVICES = ['', 'scopegate.v1.DecisionPoint', 'scopegate.v1.Freshness', 'envoy.service.auth.v3.Authorization'];

/** Listens at once; health stays NOT_SERVING until told otherwise. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  // What grpc-js prints on its own is said again, better, by the errors that it returns.
  setLogVerbosity(logVerbosity.NONE);
  const { protection = unprotected } = options;
  const server = new Server(serverOptions(protection));
  const longCalls = makeLongCalls();
  const { service } = loadProto().scopegate.v1.DecisionPoint;
  const encoded = { ...service, CheckBatch: { ...service.CheckBatch, responseSerialize: makeBatchEncoder() } };
  server.addService(encoded, {
    Check: makeCheckHandler(options.check, options.clock),
    CheckBatch: makeCheckBatchHandler(options.checkBatch, options.clock),
    CheckStream: makeCheckStreamHandler(options.check, options.clock, longCalls),
    ...(options.lookups === undefined ? {} : lookupHandlers(options.lookups)),
  });
  server.addService(loadExtAuthzProto().envoy.service.auth.v3.Authorization.service, {
    Check: makeExtAuthzHandler(options),
  });
  const watchers = makeWatchers(protection.maxWatchers);
  addFreshness(server, options, watchers);
  const health = addHealth(server, SERVICES, { longCalls, watchers });
  makeReflection(loadServedProtos()).addToServer(server);
  const listener = await bind(server, options, protection);
  return {
    port: listener.port,
    setServing(state) {
      health.set(state);
    },
    async stop(drainMs) {
      health.set('not_serving');
      listener.close();
      longCalls.leaveAll();
      await drain(server, drainMs);
    },
  };
}

function addFreshness(server: Server, { freshness, clock }: GrpcServerOptions, watchers: Watchers): void {
  if (freshness === undefined) return;
  server.addService(loadFreshnessProto().scopegate.v1.Freshness.service, {
    WaitApplied: watchers.unary(makeWaitAppliedHandler(freshness.waitApplied, clock)),
    WatchInvalidations: watchers.stream(makeWatchInvalidationsHandler(freshness)),
  });
}

function lookupHandlers(lookups: Lookups) {
  return {
    LookupEndpoints: makeLookupEndpointsHandler(lookups),
    LookupCredentials: makeLookupCredentialsHandler(lookups),
  };
}

function serverOptions({ callers, maxStreams }: Protection): ServerOptions {
  return {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc-node.flow_control_window': FLOW_WINDOW_BYTES,
    'grpc.max_concurrent_streams': maxStreams,
    // A caller that went away without a word is noticed, and its connection counts no more.
    'grpc.keepalive_time_ms': 30_000,
    'grpc.keepalive_timeout_ms': 10_000,
    ...(callers.needsToken ? { interceptors: [onlyKnownCallers(callers)] } : {}),
  };
}

/** The connections are ours, so that they can be counted, and so that certificates can change under way. */
function bind(server: Server, options: GrpcServerOptions, protection: Protection): Promise<Listener> {
  const { host, port, callTimeoutMs = ANSWER_TIMEOUT_MS, onRejected = ignore } = options;
  const injector = server.createConnectionInjector(ServerCredentials.createInsecure());
  guardStreams(server, { callTimeoutMs, onRejected });
  return listenForConnections({
    host,
    port,
    protocol: 'gRPC',
    variable: 'SCOPEGATE_GRPC_LISTEN',
    certificates: protection.certificates,
    bounds: protection,
    onRejected,
    alpnProtocols: ['h2'],
    use: (socket) => {
      injector.injectConnection(socket);
    },
  });
}

function ignore(): void {
  // Nobody wants to hear of it.
}

function drain(server: Server, drainMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, drainMs);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
