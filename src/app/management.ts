import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import { isScopegateError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { packageVersion } from '../base/version.js';
import type { Config } from '../config.js';
import type { Check } from '../service/decision/answer.js';
import type { CheckDeps } from '../service/decision/check.js';
import type { Pepper } from '../service/identity/pepper.js';
import type { LivePolicy } from '../service/decision/live-policy.js';
import { makeCheckForKey } from '../service/insight/explain-check.js';
import { makeFirstAdministrator } from '../service/administration/first-administrator.js';
import { makeReadKeyUsage } from '../service/insight/key-usage.js';
import { makeReadReach } from '../service/insight/reach.js';
import { startUseFlusher } from '../service/recording/uses/flush-uses.js';
import type { UseCounters } from '../service/recording/uses/use-counters.js';
import { makeAuditReader } from '../store/postgres/manage/audit-reader.js';
import { makeFirstAdministratorStore } from '../store/postgres/manage/first-administrator.js';
import { makeManagedKeyReader } from '../store/postgres/manage/key-reader.js';
import { makeManagedUserStore } from '../store/postgres/manage/user-store.js';
import { makeClientStore } from '../store/postgres/manage/client-store.js';
import { makeIssuerStore } from '../store/postgres/manage/issuer-store.js';
import { makeRoleStore } from '../store/postgres/manage/role-store.js';
import { makeManagedSessionStore } from '../store/postgres/manage/session-store.js';
import { makePolicyBrowser } from '../store/postgres/manage/policy-browser.js';
import { makeReachReader } from '../store/postgres/manage/reach-reader.js';
import { makeUseStore } from '../store/postgres/manage/use-store.js';
import type { CredentialRow } from '../store/ports/credentials.js';
import type { ManagedKey } from '../store/ports/managed-keys.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Metrics, Readings } from '../telemetry/metrics.js';
import { startOverviewMeter } from '../telemetry/overview.js';
import { MANAGEMENT_HOST } from '../service/decision/api-hosts.js';
import type { ManagementRoute } from '../transports/http/manage/route.js';
import { makeManagement } from '../transports/http/manage/server.js';
import type { ManagementOptions } from '../transports/http/manage/server.js';
import type { AdministratorKey, FirstKey } from './first-key.js';
import { openAdministration } from './administration.js';

export interface ManagementParts {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Closers;
  readonly metrics: Metrics;
  readonly readings: () => Readings;
  /** Of the primary: what is managed must be seen as it is, and a standby may lag. */
  readonly pool: Pool;
  readonly pepper: Pepper;
  readonly held: LivePolicy;
  readonly checking: CheckDeps;
  readonly route: ManagementRoute;
  /** As every transport asks. */
  readonly check: Check;
  readonly counters: UseCounters;
  readonly firstKey: FirstKey;
}

const DEFAULT_FAMILY = 'errorCode';

/** Opens the Management API; answers with the first administrator's key where this start made it. */
export async function openManagement(parts: ManagementParts): Promise<AdministratorKey | null> {
  const { config, log, closers, pool, pepper, route, counters, firstKey } = parts;
  const overview = startOverviewMeter({ ...parts, usage: () => counters, clock: systemClock });
  closers.push('overview', () => {
    overview.stop();
  });
  const flusher = startUseFlusher({ counters, writer: makeUseStore(pool), log, intervalMs: config.useFlushIntervalMs });
  closers.push('use of scopes', () => flusher.stop());
  const management = await makeManagement({ ...managementDeps(parts), overview: () => overview.read() });
  closers.push('Management API', () => management.close());
  route.open(management);
  try {
    const store = makeFirstAdministratorStore(pool);
    const { delivery } = firstKey;
    const key = await makeFirstAdministrator({ store, pepper, keyPrefix: config.keyPrefix, delivery });
    return key === null ? null : firstKey.tell(key);
  } catch (error) {
    if (isScopegateError(error) && error.code === 'config') throw error;
    // A replica that cannot make the key decides all the same, as one on a standby does; the next start tries again.
    const hint = isScopegateError(error) ? error.hint : undefined;
    log.warn({ problem: messageOf(error), hint }, 'could not make the first administrator');
    return null;
  }
}

function managementDeps(parts: ManagementParts): Omit<ManagementOptions, 'overview'> {
  const { config, log, pool, held, checking } = parts;
  const clock = systemClock;
  const keys = makeManagedKeyReader(pool);
  const reach = makeReachReader(pool);
  const directory = () => held.directory();
  return {
    check: parts.check,
    checkForKey: makeCheckForKey(checking),
    findHeld: async (publicId) => held.hold(toCredentialRow(await keys.findKey(publicId))),
    keys,
    administration: openAdministration(parts),
    users: makeManagedUserStore(pool),
    roles: makeRoleStore(pool),
    issuers: makeIssuerStore(pool),
    clients: makeClientStore(pool),
    userSessions: makeManagedSessionStore(pool),
    readReach: makeReadReach({ ...checking, reader: reach, subjectOf: (row) => held.hold(row).subject, clock }),
    readKeyUsage: makeReadKeyUsage({ keys, uses: makeUseStore(pool), clock }),
    policy: makePolicyBrowser(pool),
    reach,
    audit: makeAuditReader(pool),
    family: () => directory().find(MANAGEMENT_HOST)?.entry.errorFamily ?? DEFAULT_FAMILY,
    clock,
    log,
    scheme: config.tlsCertificateFile === null ? 'http' : 'https',
    version: packageVersion(),
  };
}

/** A key as decisions see it. */
function toCredentialRow({ heldScopes, ...key }: ManagedKey): CredentialRow {
  return { ...key, kind: 'api_key', scopes: heldScopes };
}
