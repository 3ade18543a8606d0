import { join } from 'node:path';
import { systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import { isScopegateError, messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { packageVersion } from '../base/version.js';
import type { Config } from '../config.js';
import { makeAdministration } from '../service/administration/administration.js';
import type { Administration } from '../service/administration/administration.js';
import {
  deliverChosen,
  deliverInAnswer,
  makeFirstAdministrator,
} from '../service/administration/first-administrator.js';
import type { FirstKeyDelivery } from '../service/administration/first-administrator.js';
import type { Check } from '../service/decision/answer.js';
import { MANAGEMENT_HOST } from '../service/decision/api-hosts.js';
import type { CheckDeps } from '../service/decision/check.js';
import { holdCredential } from '../service/identity/api-keys.js';
import type { CachedCredential } from '../service/identity/credential-cache.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import { makeOutbound } from '../service/identity/oauth/outbound.js';
import { makePasswords } from '../service/identity/passwords.js';
import type { Pepper } from '../service/identity/pepper.js';
import { makeCheckForKey } from '../service/insight/explain-check.js';
import { makeReadKeyUsage } from '../service/insight/key-usage.js';
import { makeReadReach } from '../service/insight/reach.js';
import type { UseCounters } from '../service/recording/uses/use-counters.js';
import { makeFirstKeyFile } from '../store/first-key-file.js';
import { makeReadOauthSecret } from '../store/oauth-secrets-file.js';
import type { CredentialRow } from '../store/ports/credentials.js';
import type { ManagedKey } from '../store/ports/managed-keys.js';
import { makeAuditReader } from '../store/postgres/manage/audit-reader.js';
import { makeClientStore } from '../store/postgres/manage/client-store.js';
import { makeFirstAdministratorStore } from '../store/postgres/manage/first-administrator.js';
import { makeIssuerStore } from '../store/postgres/manage/issuer-store.js';
import { makeManagedKeyReader } from '../store/postgres/manage/key-reader.js';
import { makeManagedKeyWriter } from '../store/postgres/manage/key-writer.js';
import { makePolicyBrowser } from '../store/postgres/manage/policy-browser.js';
import { makeReachReader } from '../store/postgres/manage/reach-reader.js';
import { makeRoleStore } from '../store/postgres/manage/role-store.js';
import { makeManagedSessionStore } from '../store/postgres/manage/session-store.js';
import { makeUseStore } from '../store/postgres/manage/use-store.js';
import { makeManagedUserStore } from '../store/postgres/manage/user-store.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Metrics, Readings } from '../telemetry/metrics.js';
import { startOverviewMeter } from '../telemetry/overview.js';
import { makeManagement } from '../transports/http/manage/server.js';
import type { Management, ManagementServerOptions } from '../transports/http/manage/server.js';

export interface AdministrationParts {
  /** Of the primary. */
  readonly pool: Pool;
  readonly pepper: Pick<Pepper, 'digest'>;
  readonly config: Pick<Config, 'keyPrefix' | 'maxKeyOverlapMs' | 'oauthInternalTargets' | 'oauthSecretsFile'>;
}

/** Users set passwords now and then; each takes a thread for some 25 ms. */
const PASSWORDS = { maxRunning: 1, maxWaiting: 16 };

/** The use cases that write, on the database: for the Management API and for the command line. */
export function openAdministration({ pool, pepper, config }: AdministrationParts): Administration {
  return makeAdministration({
    keys: makeManagedKeyWriter(pool),
    users: makeManagedUserStore(pool),
    sessions: makeManagedSessionStore(pool),
    roles: makeRoleStore(pool),
    issuers: {
      store: makeIssuerStore(pool),
      outbound: makeOutbound(config.oauthInternalTargets),
      readSecret: makeReadOauthSecret(config.oauthSecretsFile),
    },
    clients: makeClientStore(pool),
    pepper,
    passwords: makePasswords(PASSWORDS),
    keyPrefix: config.keyPrefix,
    maxOverlapMs: config.maxKeyOverlapMs,
    clock: systemClock,
  });
}

export interface ManagementParts {
  readonly config: Config;
  readonly log: Log;
  readonly closers: Pick<Closers, 'push'>;
  readonly metrics: Metrics;
  readonly readings: () => Readings;
  /** Of the primary: what is managed must be seen as it is, and a standby may lag. */
  readonly pool: Pool;
  readonly pepper: Pepper;
  readonly credentials: CredentialCaches;
  readonly checking: CheckDeps;
  /** As every transport asks. */
  readonly check: Check;
  readonly counters: UseCounters;
}

const DEFAULT_FAMILY = 'errorCode';

/** The Management API, and what its overview shows. */
export async function openManagement(parts: ManagementParts): Promise<Management> {
  const { closers, counters } = parts;
  const overview = startOverviewMeter({ ...parts, usage: () => counters, clock: systemClock });
  closers.push('overview', () => {
    overview.stop();
  });
  const management = await makeManagement({ ...managementDeps(parts), overview: () => overview.read() });
  closers.push('Management API', () => management.close());
  return management;
}

function managementDeps(parts: ManagementParts): Omit<ManagementServerOptions, 'overview'> {
  const { config, log, pool, credentials, checking } = parts;
  const clock = systemClock;
  const keys = makeManagedKeyReader(pool);
  const reach = makeReachReader(pool);
  const hold = (row: CredentialRow): CachedCredential => holdCredential(row, credentials.scopes);
  return {
    check: parts.check,
    checkForKey: makeCheckForKey(checking),
    findHeld: async (publicId) => hold(toCredentialRow(await keys.findKey(publicId))),
    keys,
    administration: openAdministration(parts),
    users: makeManagedUserStore(pool),
    roles: makeRoleStore(pool),
    issuers: makeIssuerStore(pool),
    clients: makeClientStore(pool),
    userSessions: makeManagedSessionStore(pool),
    readReach: makeReadReach({ ...checking, reader: reach, subjectOf: (row) => hold(row).subject, clock }),
    readKeyUsage: makeReadKeyUsage({ keys, uses: makeUseStore(pool), clock }),
    policy: makePolicyBrowser(pool),
    reach,
    audit: makeAuditReader(pool),
    family: () => checking.directory().find(MANAGEMENT_HOST).api?.entry.errorFamily ?? DEFAULT_FAMILY,
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

/** Where the operator finds the key of the first administrator. */
export type AdministratorKey =
  | { readonly where: 'here'; readonly key: string }
  | { readonly where: 'file'; readonly path: string }
  | { readonly where: 'chosen' };

export interface AdministratorParts {
  readonly config: Config;
  readonly log: Log;
  readonly pool: Pool;
  readonly pepper: Pepper;
  readonly administratorKey: 'answer' | 'file';
}

/** Makes the first administrator where there is none; answers with where their key is. */
export async function makeAdministrator(parts: AdministratorParts): Promise<AdministratorKey | null> {
  const { config, log, pool, pepper } = parts;
  const { delivery, tell } = firstKeyOf(parts);
  try {
    const store = makeFirstAdministratorStore(pool);
    const key = await makeFirstAdministrator({ store, pepper, keyPrefix: config.keyPrefix, delivery });
    return key === null ? null : tell(key);
  } catch (error) {
    if (isScopegateError(error) && error.code === 'config') throw error;
    // A replica that cannot make the key decides all the same, as one on a standby does; the next start tries again.
    const hint = isScopegateError(error) ? error.hint : undefined;
    log.warn({ problem: messageOf(error), hint }, 'could not make the first administrator');
    return null;
  }
}

interface FirstKey {
  readonly delivery: FirstKeyDelivery;
  readonly tell: (key: string) => AdministratorKey;
}

const FILE_NAME = 'first-administrator-key';

/** A key that the operator chose goes nowhere; one that is made goes into the answer or into a file. */
function firstKeyOf({ config, administratorKey }: Pick<AdministratorParts, 'config' | 'administratorKey'>): FirstKey {
  const chosen = config.firstAdministratorKey;
  if (chosen !== null) return { delivery: deliverChosen(chosen), tell: () => ({ where: 'chosen' }) };
  if (administratorKey === 'answer') return { delivery: deliverInAnswer, tell: (key) => ({ where: 'here', key }) };
  const path = config.firstAdministratorFile ?? join(config.dataDir, FILE_NAME);
  return { delivery: makeFirstKeyFile(path), tell: () => ({ where: 'file', path }) };
}
