import type { Clock } from '../../base/clock.js';
import type { Written } from '../../store/ports/managed-keys.js';
import type { ManagedUser, ManagedUserStore } from '../../store/ports/managed-users.js';
import type { Actor } from './actor.js';
import { planChange, validateChange } from './change-key.js';
import type { ChangeRequest } from './change-key.js';
import { keyEtag, requireTag } from './entity-tag.js';
import { requireMayChange, requireMayEdit } from './hand-out.js';
import { rejectRemoved } from './user-input.js';

export interface ChangeUserRequest {
  readonly login: string;
  readonly change: Omit<ChangeRequest, 'revoke' | 'notBefore' | 'expiresAt'>;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type ChangeUser = (actor: Actor, request: ChangeUserRequest) => Promise<Written<ManagedUser>>;

/**
 * Edits, enables and disables. Rejects with `not_found`, `invalid_argument` that lists all faults, `permission_denied`,
 * `precondition_failed`, and `conflict` for an unknown scope or role, scopes that are not held together, a removed user, or
 * the last administrator.
 */
export function makeChangeUser({ store, clock }: { store: ManagedUserStore; clock: Clock }): ChangeUser {
  return async (actor, { login, change, ifMatch }) => {
    validateChange(change);
    return store.changeUser(login.normalize('NFC'), actor.record, {
      plan(before) {
        requireMayChange(actor, before);
        requireTag(keyEtag(before), ifMatch);
        rejectRemoved(before);
        return planChange(before, change, clock());
      },
      judge: (before, after) => {
        requireMayEdit(actor, before, after);
      },
    });
  };
}
