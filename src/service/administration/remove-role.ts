import type { Written } from '../../store/ports/managed-keys.js';
import type { RoleStore } from '../../store/ports/managed-roles.js';
import type { Actor } from './actor.js';
import { requireRoleTag } from './define-role.js';
import { requireHeld } from './hand-out.js';

export interface RemoveRoleRequest {
  readonly name: string;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type RemoveRole = (actor: Actor, request: RemoveRoleRequest) => Promise<Written<null>>;

/**
 * Removes a role that nobody holds. Rejects with `not_found`, `permission_denied` where it grants more than the actor holds,
 * `precondition_failed`, and `conflict` while somebody holds it.
 */
export function makeRemoveRole(store: Pick<RoleStore, 'removeRole'>): RemoveRole {
  return (actor, { name, ifMatch }) =>
    store.removeRole(name, actor.record, (before) => {
      requireRoleTag(before, ifMatch);
      requireHeld(actor, before?.scopes ?? []);
    });
}
