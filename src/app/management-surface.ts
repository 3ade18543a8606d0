import { systemClock } from '../base/clock.js';
import type { Config } from '../config.js';
import type { Checks } from '../service/check/gate.js';
import { countUses } from '../service/uses/count-uses.js';
import { makeUseCounters } from '../service/uses/use-counters.js';
import type { UseCounters } from '../service/uses/use-counters.js';
import { makeManagementRoute } from '../transports/http/manage/route.js';
import type { Exposure, ManagementRoute } from '../transports/http/manage/route.js';
import type { Protection } from '../transports/listener/protection.js';
import { isLoopback } from './loopback.js';

/** What stands on the listener and around the checks before there is a database. */
export interface ManagementSurface {
  readonly route: ManagementRoute;
  readonly counters: UseCounters;
  readonly scheme: 'http' | 'https';
  /** As all transports ask: measured, counted. */
  readonly checks: Checks;
}

/** Some 10 MB at most. */
const MAX_USE_COUNTERS = 50_000;

export function makeManagementSurface(
  checks: Checks,
  { config, protection }: { readonly config: Config; readonly protection: Protection },
): ManagementSurface {
  const counters = makeUseCounters(MAX_USE_COUNTERS);
  return {
    route: makeManagementRoute(exposureOf(config, protection)),
    counters,
    scheme: protection.certificates === null ? 'http' : 'https',
    checks: countUses(checks, counters, systemClock),
  };
}

function exposureOf(config: Config, { certificates }: Protection): Exposure {
  if (certificates !== null) return 'tls';
  return isLoopback(config.httpListen.host) ? 'loopback' : 'exposed';
}
