import type { Clock } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { Check } from '../../../service/decision/answer.js';
import type { CachedCredential } from '../../../service/identity/credential-cache.js';
import type { Administration } from '../../../service/administration/administration.js';
import type { CheckForKey } from '../../../service/insight/explain-check.js';
import type { ReadKeyUsage } from '../../../service/insight/key-usage.js';
import type { ReadReach } from '../../../service/insight/reach.js';
import type { AuditReader } from '../../../store/ports/audit.js';
import type { PolicyBrowser } from '../../../store/ports/browsing.js';
import type { ClientStore } from '../../../store/ports/managed-clients.js';
import type { IssuerStore } from '../../../store/ports/managed-issuers.js';
import type { ManagedKeyReader } from '../../../store/ports/managed-keys.js';
import type { ManagedUserStore } from '../../../store/ports/managed-users.js';
import type { RoleStore } from '../../../store/ports/managed-roles.js';
import type { ManagedSessionStore } from '../../../store/ports/managed-sessions.js';
import type { ReachReader } from '../../../store/ports/reach.js';
import type { Overview } from './schemas.js';

/** Everything that the Management API does, as it needs it. */
export interface ManagementDeps {
  /** Also decides about the requests to the Management API itself. */
  readonly check: Check;
  readonly checkForKey: CheckForKey;
  /** A key as decisions see it, without its secret. Rejects with `not_found`. */
  readonly findHeld: (publicId: string) => Promise<CachedCredential>;
  readonly keys: ManagedKeyReader;
  /** All that writes. */
  readonly administration: Administration;
  readonly readReach: ReadReach;
  readonly readKeyUsage: ReadKeyUsage;
  readonly users: Pick<ManagedUserStore, 'listUsers' | 'findUser'>;
  readonly roles: Pick<RoleStore, 'listRoles' | 'findRole'>;
  readonly issuers: Pick<IssuerStore, 'listIssuers' | 'findIssuer'>;
  readonly clients: Pick<ClientStore, 'listClients' | 'findClient'>;
  readonly userSessions: Pick<ManagedSessionStore, 'listSessions'>;
  readonly policy: PolicyBrowser;
  readonly reach: Pick<ReachReader, 'coveredScopes'>;
  readonly audit: AuditReader;
  readonly overview: () => Promise<Overview>;
  /** Error family of the API `scopegate`. */
  readonly family: () => string;
  readonly clock: Clock;
  readonly log: Log;
}
