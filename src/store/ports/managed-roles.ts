import type { RecordedActor } from './actor.js';
import type { ManagedKey, Written } from './managed-keys.js';
import type { Page, PageRequest } from './paging.js';

export interface ManagedRole {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
  /** Credentials that hold it. */
  readonly holderCount: number;
}

export interface RoleListing extends PageRequest {
  readonly q: string | null;
}

export interface RoleDefinition {
  readonly name: string;
  readonly description: string;
  readonly scopes: readonly string[];
}

/** Those who hold a role and are not revoked. */
export interface RoleHolders {
  /** All scopes that any of them holds. */
  readonly heldScopes: readonly string[];
  readonly accounts: readonly string[];
  readonly limits: readonly Pick<ManagedKey, 'allowedAddresses' | 'expiresAtMs'>[];
}

/** Called with the locked role, null for none, and those who hold it; may throw to refuse, and must have no other effect. */
export type JudgeRole = (before: ManagedRole | null, holders: RoleHolders) => void;

export interface DefinedRole {
  readonly role: ManagedRole;
  readonly isNew: boolean;
}

export interface RoleStore {
  listRoles(listing: RoleListing): Promise<Page<ManagedRole>>;
  /** Rejects with `not_found`. */
  findRole(name: string): Promise<ManagedRole>;
  /** Makes the role, or gives it exactly these scopes. Rejects with `conflict` for an unknown scope. */
  defineRole(definition: RoleDefinition, actor: RecordedActor, judge: JudgeRole): Promise<Written<DefinedRole>>;
  /** Rejects with `not_found`, and with `conflict` while somebody holds it. */
  removeRole(name: string, actor: RecordedActor, judge: JudgeRole): Promise<Written<null>>;
}
