import { makeHostRule } from '../../src/transports/http/host-rule.js';
import { makeProcessRoutes } from '../../src/transports/http/process-routes.js';

/** For suites about something else: every Host is taken, and nobody hears of refused questions. */
export const OPEN_LISTENER = {
  hosts: makeHostRule({ reach: 'network', names: [] }),
  onRefused: () => undefined,
} as const;

/** A listener that is ready, and whose metrics page is one word. */
export const PROCESS_ROUTES = makeProcessRoutes({
  metrics: () => Promise.resolve({ contentType: 'text/plain', body: 'metrics\n' }),
  notReadyBecause: () => null,
});

/** As Scopegate itself does it on loopback: only names of this machine are taken as Host. */
export const LOOPBACK_LISTENER = {
  hosts: makeHostRule({ reach: 'loopback', names: [] }),
  onRefused: () => undefined,
} as const;
