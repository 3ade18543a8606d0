import type { CredentialRow } from './credentials.js';
import type { Written } from './keys.js';

export interface UserRow extends CredentialRow {
  /** Argon2id in PHC string form. */
  readonly hash: string;
}

export interface UsersRead {
  readonly revision: number;
  readonly users: readonly UserRow[];
}

export interface UserReader {
  /** One statement for all names; names without a user are absent from the answer. */
  findUsers(names: readonly string[]): Promise<UsersRead>;
}

/** A user as people manage it. */
export interface ManagedUser extends CredentialRow {
  /** Sorted by code unit; `scopes` holds what they grant too. */
  readonly roles: readonly string[];
}

export interface NewUser {
  /** What the user types: no colon, at most 128 characters, in normal form C. */
  readonly login: string;
  readonly hash: string;
  readonly name: string;
  readonly account: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
}

export interface Grants {
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
}

/** Management of users. An unknown user is `not_found`; an unknown scope or role, or a taken name, is `conflict`. */
export interface UserStore {
  createUser(user: NewUser): Promise<Written<ManagedUser>>;
  listUsers(): Promise<readonly ManagedUser[]>;
  findUser(login: string): Promise<ManagedUser>;
  grant(login: string, grants: Grants): Promise<Written<ManagedUser>>;
  revoke(login: string, grants: Grants): Promise<Written<ManagedUser>>;
  setEnabled(login: string, enabled: boolean): Promise<Written<ManagedUser>>;
  /** Also ends the sessions of the user. */
  setPassword(login: string, hash: string): Promise<Written<ManagedUser>>;
}
