import { isIP } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Entry } from './hand-over.js';
import type { Observation } from './observers.js';
import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { InvalidationFeed } from '../service/decision/freshness/feed.js';
import { startGrpcServer } from '../transports/grpc/server.js';
import { makeAuthzenRoutes } from '../transports/http/authzen/route.js';
import { makeForwardAuthRoutes } from '../transports/http/forward-auth/route.js';
import { makeHostRule } from '../transports/http/host-rule.js';
import type { HostRule } from '../transports/http/host-rule.js';
import type { Exposure } from '../transports/http/manage/exposure.js';
import { makePageRoute } from '../transports/http/manage/page-route.js';
import { makeManagementRoute } from '../transports/http/manage/route.js';
import { readStaticFiles } from '../transports/http/manage/static-files.js';
import { makeProcessRoutes } from '../transports/http/process-routes.js';
import type { HttpRoute } from '../transports/http/route.js';
import { startHttpServer } from '../transports/http/server.js';
import { openCallerTokens } from '../transports/listener/caller-tokens.js';
import { makeCallers } from '../transports/listener/callers.js';
import { openCertificates } from '../transports/listener/certificates.js';
import type { Certificates } from '../transports/listener/certificates.js';
import type { Protection } from '../transports/listener/protection.js';

export interface ListenersParts {
  readonly config: Config;
  readonly closers: Closers;
  readonly log: Log;
  /** Whom the handlers ask. */
  readonly entry: Entry;
  readonly feed: InvalidationFeed;
  readonly observation: Observation;
  readonly protection: Protection;
}

export interface Listeners {
  readonly httpPort: number;
  readonly grpcPort: number;
  /** For gRPC health. */
  readonly setServing: (state: 'serving' | 'not_serving') => void;
  /** Takes no new call, and waits for those under way. */
  drain(): Promise<void>;
}

/** Where the build puts the admin page. */
const WEB_DIR = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** Binds both ports, with everything that protects them. */
export async function openListeners(parts: ListenersParts): Promise<Listeners> {
  const { config, closers, log, entry, feed, observation, protection } = parts;
  const hosts = hostRuleOf(config);
  const routes = await makeRoutes(parts, hosts);
  const { refusedQuestions, onRejected } = observation;
  refusedQuestions.expect(routes.flatMap(({ entryPoint }) => entryPoint ?? []));
  const { onRefused } = refusedQuestions;
  const http = await startHttpServer({ ...config.httpListen, protection, routes, hosts, onRefused, onRejected, log });
  closers.push('HTTP server', () => http.stop(0));
  const grpc = await startGrpcServer({
    ...config.grpcListen,
    ...entry,
    freshness: { feed, waitApplied: entry.waitApplied, stateAgeMs: entry.stateAgeMs },
    protection,
    clock: systemClock,
    trustedHops: config.trustedHops,
    extAuthzHost: config.extAuthzHost,
    onRejected,
  });
  closers.push('gRPC server', () => grpc.stop(0));
  return {
    httpPort: http.port,
    grpcPort: grpc.port,
    setServing: (state) => grpc.setServing(state),
    drain: () => grpc.stop(config.shutdownTimeoutMs),
  };
}

/** All that the HTTP listener serves. Every other address is 404. */
async function makeRoutes(parts: ListenersParts, hosts: HostRule): Promise<readonly HttpRoute[]> {
  const { config, entry, observation, protection } = parts;
  const { registry } = observation.metrics;
  const { onRefused } = observation.refusedQuestions;
  const { trustedHops, clientCertificateField: certificateField } = config;
  const scheme = protection.certificates === null ? 'http' : 'https';
  const exposure = exposureOf(config, protection);
  const asking = {
    check: entry.check,
    callers: protection.callers,
    clock: systemClock,
    trustedPeers: config.trustedGateways,
    timeoutMs: config.databaseTimeoutMs,
    hosts,
  };
  return [
    ...makeForwardAuthRoutes({ ...asking, onRefused, trustedHops, certificateField }),
    ...makeAuthzenRoutes({
      ...asking,
      searches: entry.lookups.searches,
      identifier: { url: config.authzenUrl, scheme },
    }),
    ...makeProcessRoutes({
      metrics: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
      notReadyBecause: entry.notReadyBecause,
    }),
    makeManagementRoute(exposure, entry.management),
    makePageRoute(await readStaticFiles(WEB_DIR), exposure),
  ];
}

function exposureOf(config: Config, { certificates }: Protection): Exposure {
  if (certificates !== null) return 'tls';
  return isLoopback(config.httpListen.host) ? 'loopback' : 'exposed';
}

/** The address that AuthZEN clients use is one of the names of the listener. */
function hostRuleOf({ httpListen, httpHosts, authzenUrl }: Config): HostRule {
  const isLocal = isLoopback(httpListen.host);
  const known = isLocal && authzenUrl !== null ? [new URL(authzenUrl).hostname] : [];
  return makeHostRule({ reach: isLocal ? 'loopback' : 'network', names: [...httpHosts, ...known] });
}

export interface ProtectionDeps {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
}

/** Whether a listen address can only be reached from this machine; a name other than localhost may lead anywhere. */
export function isLoopback(host: string): boolean {
  if (host === 'localhost' || host === '::1') return true;
  return isIP(host) === 4 && host.startsWith('127.');
}

/**
 * Reads certificates and caller tokens, and refuses listeners that everybody could ask.
 *
 * @throws ScopegateError `config`
 */
export async function openProtection({ config, log, closers }: ProtectionDeps): Promise<Protection> {
  refuseUnprotected(config, log);
  const certificates = await openConfiguredCertificates(config, log);
  if (certificates !== null) closers.push('certificates', () => certificates.close());
  const tokens = config.callerTokensFile === null ? null : await openCallerTokens(config.callerTokensFile, { log });
  if (tokens !== null) closers.push('caller tokens', () => tokens.close());
  const { maxConnections, maxConnectionsPerAddress, maxStreams, maxWatchers, trustedGateways: trustedPeers } = config;
  const bounds = { maxConnections, maxConnectionsPerAddress, maxStreams, maxWatchers, trustedPeers };
  return { certificates, callers: makeCallers({ certificates, tokens }), ...bounds };
}

async function openConfiguredCertificates(config: Config, log: Log): Promise<Certificates | null> {
  const { tlsCertificateFile: certificateFile, tlsKeyFile: keyFile, tlsClientCaFile: clientCaFile } = config;
  if (certificateFile !== null && keyFile !== null) {
    return openCertificates({ certificateFile, keyFile, clientCaFile }, { log });
  }
  if (certificateFile === null && keyFile === null && clientCaFile === null) return null;
  throw new ScopegateError('config', 'TLS is configured by halves', {
    hint: 'SCOPEGATE_TLS_CERTIFICATE_FILE and SCOPEGATE_TLS_KEY_FILE go together; a client CA needs both.',
  });
}

function refuseUnprotected(config: Config, log: Log): void {
  const isGuarded = config.tlsClientCaFile !== null || config.callerTokensFile !== null;
  if (isGuarded) return;
  const exposed = [
    { variable: 'SCOPEGATE_GRPC_LISTEN', host: config.grpcListen.host },
    { variable: 'SCOPEGATE_HTTP_LISTEN', host: config.httpListen.host },
  ].filter(({ host }) => !isLoopback(host));
  if (exposed.length === 0) return;
  const names = exposed.map(({ variable, host }) => `${variable} (${host})`).join(' and ');
  if (config.unprotectedListeners === 'anyone-may-ask') {
    log.warn({ listeners: names }, 'anyone who reaches this port may ask for decisions');
    return;
  }
  throw new ScopegateError('config', `${names} can be reached from other machines, and anyone there could ask`, {
    hint:
      'Set SCOPEGATE_TLS_CLIENT_CA_FILE or SCOPEGATE_CALLER_TOKENS_FILE. Where the network alone keeps strangers out, ' +
      'say SCOPEGATE_UNPROTECTED_LISTENERS=anyone-may-ask.',
  });
}
