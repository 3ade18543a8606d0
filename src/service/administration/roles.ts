import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { DefinedRole, ManagedRole, RoleDefinition, RoleStore } from '../../store/ports/managed-roles.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';
import { refuseBadName } from './key-input.js';
import { entityTag, refuseOtherTag } from './key-version.js';

/**
 * Roles. A scope that a role gets is handed out to everybody who holds the role, so whoever adds it must hold it.
 * Rejects with `invalid_argument`, `permission_denied`, `precondition_failed`, `precondition_missing` when a role that
 * there is would be overwritten unseen, and `conflict` for an unknown scope or a role that is held.
 */
export interface ManageRoles {
  define(caller: Caller, role: RoleDefinition, ifMatch: string | null): Promise<Written<DefinedRole>>;
  /** Also rejects with `not_found`. */
  remove(caller: Caller, name: string, ifMatch: string | null): Promise<Written<null>>;
}

/** Of what an edit can change. */
export function roleEtag({ name, description, scopes }: ManagedRole): string {
  return entityTag([name, description, scopes]);
}

/** Roles over the Management API; see `ManageRoles` for what each method rejects with. */
export function makeManageRoles(store: RoleStore): ManageRoles {
  return {
    async define(caller, role, ifMatch) {
      refuseBadName(role.name);
      return store.defineRole(role, actorOf(caller), (before) => {
        if (before !== null && ifMatch === null) throw missingTag(role.name);
        refuseOtherRole(before, ifMatch);
        const added = role.scopes.filter((scope) => before?.scopes.includes(scope) !== true);
        refuseUngrantable(caller, added);
      });
    },
    remove: (caller, name, ifMatch) =>
      store.removeRole(name, actorOf(caller), (before) => {
        refuseOtherRole(before, ifMatch);
      }),
  };
}

function missingTag(name: string): ScopegateError {
  return new ScopegateError('precondition_missing', `there is a role "${name}" already`, {
    hint: 'Send If-Match with the etag that you read, so that no change of somebody else is lost.',
  });
}

/** No tag matches what is not there, not even `*` (RFC 9110, section 13.1.1). */
function refuseOtherRole(before: ManagedRole | null, ifMatch: string | null): void {
  if (before !== null) refuseOtherTag(roleEtag(before), ifMatch);
  else if (ifMatch !== null) throw new ScopegateError('precondition_failed', 'there is no such role any more');
}
