import type { Clock } from '../../../base/clock.js';
import type { Log } from '../../../base/log.js';
import type { Check } from '../../../service/check/answer.js';
import type { HeldCredential } from '../../../service/caches/credential-cache.js';
import type { ManageClients } from '../../../service/administration/clients.js';
import type { ManageIssuers } from '../../../service/administration/issuers.js';
import type { ChangeKey } from '../../../service/administration/change-key.js';
import type { CreateManagedKey } from '../../../service/administration/create-key.js';
import type { CheckForKey } from '../../../service/insight/explain-check.js';
import type { ReadKeyUsage } from '../../../service/insight/key-usage.js';
import type { ManageUsers } from '../../../service/administration/users.js';
import type { ReadReach } from '../../../service/insight/reach.js';
import type { ManageRoles } from '../../../service/administration/roles.js';
import type { RotateKey } from '../../../service/administration/rotate-key.js';
import type { BeginSession } from '../../../service/administration/user-sessions.js';
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
  readonly findHeld: (publicId: string) => Promise<HeldCredential>;
  readonly keys: ManagedKeyReader;
  readonly createKey: CreateManagedKey;
  readonly changeKey: ChangeKey;
  readonly rotateKey: RotateKey;
  readonly readReach: ReadReach;
  readonly readKeyUsage: ReadKeyUsage;
  readonly users: Pick<ManagedUserStore, 'listUsers' | 'findUser'>;
  readonly manageUsers: ManageUsers;
  readonly roleList: Pick<RoleStore, 'listRoles' | 'findRole'>;
  readonly roles: ManageRoles;
  readonly issuerList: Pick<IssuerStore, 'listIssuers' | 'findIssuer'>;
  readonly issuers: ManageIssuers;
  readonly clientList: Pick<ClientStore, 'listClients' | 'findClient'>;
  readonly clients: ManageClients;
  readonly userSessions: Pick<ManagedSessionStore, 'listSessions' | 'endSession'>;
  readonly beginSession: BeginSession;
  readonly policy: PolicyBrowser;
  readonly reach: Pick<ReachReader, 'coveredScopes'>;
  readonly audit: AuditReader;
  readonly overview: () => Promise<Overview>;
  /** Error family of the API `scopegate`. */
  readonly family: () => string;
  readonly clock: Clock;
  readonly log: Log;
}
