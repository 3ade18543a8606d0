import { systemClock } from '../base/clock.js';
import type { Config } from '../config.js';
import { makeAdministration } from '../service/administration/administration.js';
import type { Administration } from '../service/administration/administration.js';
import { makeOutbound } from '../service/identity/oauth/outbound.js';
import { makePasswords } from '../service/identity/passwords.js';
import type { Pepper } from '../service/identity/pepper.js';
import { makeClientStore } from '../store/postgres/manage/client-store.js';
import { makeIssuerStore } from '../store/postgres/manage/issuer-store.js';
import { makeManagedKeyWriter } from '../store/postgres/manage/key-writer.js';
import { makeRoleStore } from '../store/postgres/manage/role-store.js';
import { makeManagedSessionStore } from '../store/postgres/manage/session-store.js';
import { makeManagedUserStore } from '../store/postgres/manage/user-store.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeReadOauthSecret } from '../store/oauth-secrets-file.js';

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
