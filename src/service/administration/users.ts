import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { ManagedUser, UserChange, ManagedUserStore } from '../../store/ports/managed-users.js';
import type { Made } from '../../store/ports/managed-keys.js';
import type { NewUser } from '../../store/ports/users.js';
import type { Passwords } from '../credentials/passwords.js';
import { acceptablePassword, refuseBadLogin } from '../users/manage-users.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import { handedOut, refuseBadAddresses, refuseBadName } from './key-input.js';
import { keyEtag, refuseOtherTag } from './key-version.js';
import { onceOnly } from './once.js';

export interface UserRequest extends Omit<NewUser, 'hash' | 'account'> {
  readonly password: string;
  /** Null: the account of the caller. */
  readonly account: string | null;
}

export interface EditUserRequest {
  readonly login: string;
  readonly change: Omit<UserChange, 'hash'>;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

/**
 * Users. Whoever makes one, or lets one do more, or sets a password must hold everything that the user then can use.
 * Rejects with `not_found`, `invalid_argument`, `permission_denied`, `precondition_failed`, `conflict` (a taken name, an
 * unknown scope or role) and `idempotency_reused`.
 */
export interface ManageUsers {
  create(caller: Caller, request: UserRequest, idempotencyKey: string | null): Promise<Made<ManagedUser>>;
  edit(caller: Caller, request: EditUserRequest): Promise<Written<ManagedUser>>;
  /** Also ends the sessions of the user. */
  setPassword(caller: Caller, login: string, password: string): Promise<Written<ManagedUser>>;
  /** For good: the name stays taken, and the record of what was done under it stays. Done again it changes nothing. */
  remove(caller: Caller, login: string, ifMatch: string | null): Promise<Written<ManagedUser>>;
}

export interface ManageUsersDeps {
  readonly store: ManagedUserStore;
  readonly passwords: Passwords;
}

/** Users over the Management API; see `ManageUsers` for what each method rejects with. */
export function makeManageUsers({ store, passwords }: ManageUsersDeps): ManageUsers {
  return {
    async create(caller, { password, ...request }, idempotencyKey) {
      const user = {
        ...request,
        login: request.login.normalize('NFC'),
        account: request.account ?? caller.credential.account,
      };
      refuseBadLogin(user.login);
      for (const name of [user.name, user.account]) refuseBadName(name);
      refuseBadAddresses(user.allowedAddresses);
      const hash = await passwords.hash(acceptablePassword(password));
      return store.createUser({
        user: { ...user, hash },
        actor: actorOf(caller),
        // Without the password: a fast digest of one is no place to keep it.
        once: onceOnly(caller, idempotencyKey, ['create user', user]),
        judge: (made) => {
          refuseUngrantable(caller, made.heldScopes);
        },
      });
    },
    edit: (caller, { login, change, ifMatch }) =>
      store.changeUser(login, actorOf(caller), {
        plan(before) {
          refuseOtherTag(keyEtag(before), ifMatch);
          refuseRemoved(before);
          if (change.name !== undefined) refuseBadName(change.name);
          if (change.allowedAddresses !== undefined) refuseBadAddresses(change.allowedAddresses);
          return change;
        },
        judge: (before, after) => {
          refuseUngrantable(caller, handedOut(before, after));
        },
      }),
    async setPassword(caller, login, password) {
      const hash = await passwords.hash(acceptablePassword(password));
      return store.changeUser(login, actorOf(caller), {
        plan(before) {
          refuseRemoved(before);
          return { hash };
        },
        // Whoever sets the password can be the user.
        judge: (_before, after) => {
          refuseUngrantable(caller, after.heldScopes);
        },
      });
    },
    remove: (caller, login, ifMatch) =>
      store.removeUser(login, actorOf(caller), (before) => {
        refuseOtherTag(keyEtag(before), ifMatch);
      }),
  };
}

function refuseRemoved({ publicId, state }: ManagedUser): void {
  if (state !== 'revoked') return;
  throw new ScopegateError('conflict', `the user "${publicId}" was removed, and that is final`, {
    hint: 'Make another one, with another name.',
  });
}
