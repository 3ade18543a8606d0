import type { CredentialRow } from './credentials.js';

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
