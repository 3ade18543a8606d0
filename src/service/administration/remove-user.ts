import type { Written } from '../../store/ports/managed-keys.js';
import type { ManagedUser, ManagedUserStore } from '../../store/ports/managed-users.js';
import type { Actor } from './actor.js';
import { keyEtag, requireTag } from './entity-tag.js';
import { requireMayChange } from './hand-out.js';

export interface RemoveUserRequest {
  readonly login: string;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type RemoveUser = (actor: Actor, request: RemoveUserRequest) => Promise<Written<ManagedUser>>;

/**
 * For good: the name stays taken, and the record of what was done under it stays. Done again it changes nothing. Rejects with
 * `not_found`, `permission_denied`, `precondition_failed`, and `conflict` for the last administrator.
 */
export function makeRemoveUser(store: Pick<ManagedUserStore, 'removeUser'>): RemoveUser {
  return (actor, { login, ifMatch }) =>
    store.removeUser(login.normalize('NFC'), actor.record, (before) => {
      requireTag(keyEtag(before), ifMatch);
      requireMayChange(actor, before);
    });
}
