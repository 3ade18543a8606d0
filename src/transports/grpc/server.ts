import { Server, ServerCredentials, logVerbosity, setLogVerbosity } from '@grpc/grpc-js';
import { makeReflection } from './reflection.js';
import { HealthImplementation } from 'grpc-health-check';
import { ScopegateError, messageOf } from '../../base/errors.js';
import type { Clock } from '../../base/clock.js';
import type { Checks } from '../../service/check/gate.js';
import { makeCheckBatchHandler } from './check-batch.js';
import { makeCheckStreamHandler } from './check-stream.js';
import { makeCheckHandler } from './check.js';
import { loadExtAuthzProto, loadProto, loadServedProtos } from '../../wire/load-proto.js';
import { makeExtAuthzHandler } from './ext-authz/check.js';

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
}

/** Messages larger than this are refused before they are decoded (RESOURCE_EXHAUSTED). */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const SERVICES = ['', 'scopegate.v1.DecisionPoint', 'envoy.service.auth.v3.Authorization'];

/** Listens at once; health stays NOT_SERVING until told otherwise. */
export async function startGrpcServer(options: GrpcServerOptions): Promise<GrpcServer> {
  // What grpc-js prints on its own is said again, better, by the errors that it returns.
  setLogVerbosity(logVerbosity.NONE);
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES });
  server.addService(loadProto().scopegate.v1.DecisionPoint.service, {
    Check: makeCheckHandler(options.check, options.clock),
    CheckBatch: makeCheckBatchHandler(options.checkBatch, options.clock),
    CheckStream: makeCheckStreamHandler(options.check, options.clock),
  });
  server.addService(loadExtAuthzProto().envoy.service.auth.v3.Authorization.service, {
    Check: makeExtAuthzHandler(options),
  });
  const health = new HealthImplementation(Object.fromEntries(SERVICES.map((name) => [name, 'NOT_SERVING' as const])));
  health.addToServer(server);
  makeReflection(loadServedProtos()).addToServer(server);
  const port = await bind(server, options.host, options.port);
  const setServing = (state: 'serving' | 'not_serving'): void => {
    for (const name of SERVICES) health.setStatus(name, state === 'serving' ? 'SERVING' : 'NOT_SERVING');
  };
  return {
    port,
    setServing,
    async stop(drainMs) {
      setServing('not_serving');
      await drain(server, drainMs);
    },
  };
}

function bind(server: Server, host: string, port: number): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${String(port)}` : `${host}:${String(port)}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(cannotListen(address, error));
    });
  });
}

function cannotListen(address: string, error: Error): ScopegateError {
  return new ScopegateError('config', `cannot listen for gRPC on ${address}: ${messageOf(error)}`, {
    cause: error,
    hint: 'Another process may hold the port: end it, or set SCOPEGATE_GRPC_LISTEN to another address.',
  });
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
