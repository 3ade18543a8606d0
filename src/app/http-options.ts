import { fileURLToPath } from 'node:url';
import { systemClock } from '../base/clock.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { Gate } from '../service/decision/startup-gate.js';
import type { Lookups } from '../service/insight/lookups.js';
import { makeAuthzenRoutes } from '../transports/http/authzen/route.js';
import { makeForwardAuthRoutes } from '../transports/http/forward-auth/route.js';
import { makeHostRule } from '../transports/http/host-rule.js';
import type { HostRule } from '../transports/http/host-rule.js';
import { makePageRoute } from '../transports/http/manage/page-route.js';
import { makeManagementRoute } from '../transports/http/manage/route.js';
import type { Exposure } from '../transports/http/manage/exposure.js';
import type { ManagementRoute } from '../transports/http/manage/route.js';
import { readStaticFiles } from '../transports/http/manage/static-files.js';
import { makeProcessRoutes } from '../transports/http/process-routes.js';
import type { HttpServerOptions } from '../transports/http/server.js';
import type { Protection } from '../transports/listener/protection.js';
import { isLoopback } from './loopback.js';
import type { Observation } from './observation.js';
import type { Readiness } from './readiness.js';

export interface HttpParts {
  readonly gate: Gate;
  readonly lookups: Lookups;
  readonly observation: Observation;
  readonly readiness: Readiness;
  readonly protection: Protection;
}

/** Where the build puts the admin page. */
const WEB_DIR = fileURLToPath(new URL('../../dist/web', import.meta.url));

/** All that the HTTP listener serves. Every other address is 404. */
export async function makeHttpOptions(
  { config, log }: { readonly config: Config; readonly log: Log },
  { gate, lookups, observation, readiness, protection }: HttpParts,
): Promise<{ readonly options: HttpServerOptions; readonly management: ManagementRoute }> {
  const { registry } = observation.metrics;
  const { refusedQuestions, onRejected } = observation;
  const { onRefused } = refusedQuestions;
  const { trustedHops, clientCertificateField: certificateField } = config;
  const scheme = protection.certificates === null ? 'http' : 'https';
  const exposure = exposureOf(config, protection);
  const management = makeManagementRoute(exposure);
  const hosts = hostRuleOf(config);
  const asking = {
    check: gate.check,
    callers: protection.callers,
    clock: systemClock,
    trustedPeers: config.trustedGateways,
    timeoutMs: config.databaseTimeoutMs,
    hosts,
  };
  const routes = [
    ...makeForwardAuthRoutes({ ...asking, onRefused, trustedHops, certificateField }),
    ...makeAuthzenRoutes({ ...asking, searches: lookups.searches, identifier: { url: config.authzenUrl, scheme } }),
    ...makeProcessRoutes({
      metrics: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
      notReadyBecause: () => readiness.problem(),
    }),
    management,
    makePageRoute(await readStaticFiles(WEB_DIR), exposure),
  ];
  refusedQuestions.expect(routes.flatMap(({ entryPoint }) => entryPoint ?? []));
  return { options: { ...config.httpListen, protection, routes, hosts, onRefused, onRejected, log }, management };
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
