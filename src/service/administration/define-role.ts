import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/managed-keys.js';
import type {
  DefinedRole,
  ManagedRole,
  RoleDefinition,
  RoleHolders,
  RoleStore,
} from '../../store/ports/managed-roles.js';
import type { Actor } from './actor.js';
import { entityTag, requireTag } from './entity-tag.js';
import { requireHeld, requireMayChange, requireMayHandOut } from './hand-out.js';
import { checkGrants, checkName, rejectFaults } from './input.js';

export interface DefineRoleRequest {
  readonly role: RoleDefinition;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type DefineRole = (actor: Actor, request: DefineRoleRequest) => Promise<Written<DefinedRole>>;

/** Of what an edit can change. */
export function roleEtag({ name, description, scopes }: ManagedRole): string {
  return entityTag([name, description, scopes]);
}

/**
 * Makes a role, or gives one exactly these scopes. What a role gets is handed out to everybody who holds it, and what it loses
 * is taken from them; so the rules about both hold for each holder. Rejects with `invalid_argument`, `permission_denied`,
 * `precondition_failed`, `precondition_missing` when a role that there is would be overwritten unseen, and `conflict` for an
 * unknown scope, scopes that are not held together, or the last administrator.
 */
export function makeDefineRole(store: Pick<RoleStore, 'defineRole'>): DefineRole {
  return async (actor, { role, ifMatch }) => {
    rejectFaults([
      checkName('name', role.name),
      ...checkGrants(role),
      role.description.length > 2000
        ? { property: 'description', violation: 'must have at most 2000 characters' }
        : null,
    ]);
    return store.defineRole(role, actor.record, (before, holders) => {
      if (before !== null && ifMatch === null) throw missingTag(role.name);
      requireRoleTag(before, ifMatch);
      requireHeld(actor, [...role.scopes, ...(before?.scopes ?? [])]);
      if (before !== null) requireMayChangeHolders(actor, { before, role, holders });
    });
  };
}

interface RoleEdit {
  readonly before: ManagedRole;
  readonly role: RoleDefinition;
  readonly holders: RoleHolders;
}

function requireMayChangeHolders(actor: Actor, { before, role, holders }: RoleEdit): void {
  const added = role.scopes.filter((scope) => !before.scopes.includes(scope));
  const taken = before.scopes.filter((scope) => !role.scopes.includes(scope));
  if (added.length + taken.length === 0) return;
  for (const account of holders.accounts) requireMayChange(actor, { account, heldScopes: holders.heldScopes });
  if (added.length === 0) return;
  for (const limits of holders.limits)
    requireMayHandOut(actor, { ...limits, account: actor.account, heldScopes: added });
}

function missingTag(name: string): ScopegateError {
  return new ScopegateError('precondition_missing', `there is a role "${name}" already`, {
    hint: 'Send If-Match with the etag that you read, so that no change of somebody else is lost.',
  });
}

/** No tag matches what is not there, not even `*` (RFC 9110, section 13.1.1). */
export function requireRoleTag(before: ManagedRole | null, ifMatch: string | null): void {
  if (before !== null) requireTag(roleEtag(before), ifMatch);
  else if (ifMatch !== null) throw new ScopegateError('precondition_failed', 'there is no such role any more');
}
