import type { Clock } from '../../base/clock.js';
import type { ClientStore } from '../../store/ports/managed-clients.js';
import type { ManagedKeyWriter } from '../../store/ports/managed-keys.js';
import type { RoleStore } from '../../store/ports/managed-roles.js';
import type { ManagedSessionStore } from '../../store/ports/managed-sessions.js';
import type { ManagedUserStore } from '../../store/ports/managed-users.js';
import type { Passwords } from '../identity/passwords.js';
import type { Pepper } from '../identity/pepper.js';
import { makeBeginSession } from './begin-session.js';
import { makeChangeKey } from './change-key.js';
import { makeChangeUser } from './change-user.js';
import { makeManageClients } from './clients.js';
import { makeCreateKey } from './create-key.js';
import { makeCreateUser } from './create-user.js';
import { makeDefineRole } from './define-role.js';
import { makeEndSession } from './end-session.js';
import { makeManageIssuers } from './issuers.js';
import type { ManageIssuersDeps } from './issuers.js';
import { makeRemoveRole } from './remove-role.js';
import { makeRemoveUser } from './remove-user.js';
import { makeRotateKey } from './rotate-key.js';
import { makeSetPassword } from './set-password.js';

export interface AdministrationDeps {
  readonly keys: ManagedKeyWriter;
  readonly users: ManagedUserStore;
  readonly sessions: ManagedSessionStore;
  readonly roles: RoleStore;
  readonly issuers: ManageIssuersDeps;
  readonly clients: ClientStore;
  readonly pepper: Pick<Pepper, 'digest'>;
  readonly passwords: Passwords;
  readonly keyPrefix: string;
  readonly maxOverlapMs: number;
  readonly clock: Clock;
}

export type Administration = ReturnType<typeof makeAdministration>;

/**
 * Every use case that writes keys, users, sessions, roles, issuers and clients. The Management API and the command line call
 * these and nothing else, so that they cannot differ; `test/contract/administration.test.ts` asks each rule on every way.
 */
export function makeAdministration(deps: AdministrationDeps) {
  const { keys, users, sessions, roles, issuers, clients, pepper, passwords, keyPrefix, maxOverlapMs, clock } = deps;
  const keyMaking = { writer: keys, pepper, keyPrefix, clock };
  const userMaking = { store: users, passwords };
  return {
    keys: {
      create: makeCreateKey(keyMaking),
      change: makeChangeKey(keyMaking),
      rotate: makeRotateKey({ ...keyMaking, maxOverlapMs }),
    },
    users: {
      create: makeCreateUser(userMaking),
      change: makeChangeUser({ store: users, clock }),
      setPassword: makeSetPassword(userMaking),
      remove: makeRemoveUser(users),
    },
    sessions: {
      begin: makeBeginSession({ store: sessions, pepper, keyPrefix, clock }),
      end: makeEndSession(sessions),
    },
    roles: { define: makeDefineRole(roles), remove: makeRemoveRole(roles) },
    issuers: makeManageIssuers(issuers),
    clients: makeManageClients({ store: clients, clock }),
  };
}
