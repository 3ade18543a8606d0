import type { RecordedActor } from './actor.js';
import type { Grants, Made, ManagedKey, Idempotency, Written } from './managed-keys.js';
import type { Page, PageRequest } from './paging.js';

/** A user as people manage it; `publicId` is what the user types. */
export type ManagedUser = ManagedKey;

export interface NewUser {
  /** The name that the user signs in with: no colon, at most 128 characters, in normal form C. */
  readonly login: string;
  /** Argon2id in PHC string form. */
  readonly hash: string;
  readonly name: string;
  readonly account: string;
  readonly scopes: readonly string[];
  readonly roles: readonly string[];
  readonly allowedAddresses: readonly string[];
}

/** Absent members stay unchanged. */
export interface UserChange {
  readonly name?: string;
  /** All of them anew. */
  readonly scopes?: readonly string[];
  /** All of them anew. */
  readonly roles?: readonly string[];
  readonly allowedAddresses?: readonly string[];
  readonly enabled?: boolean;
  /** Argon2id in PHC string form; also ends the sessions of the user. */
  readonly hash?: string;
  /** Must exist, whether or not the user has them. */
  readonly mentions?: Grants;
}

export interface UserListing extends PageRequest {
  readonly q: string | null;
  readonly role: string | null;
}

/** May throw to refuse, and nothing has happened then; may be called again and must have no other effect. */
export interface UserEdit {
  readonly plan: (before: ManagedUser) => UserChange;
  readonly judge: (before: ManagedUser, after: ManagedUser) => void;
}

export interface NewManagedUser {
  readonly user: NewUser;
  readonly actor: RecordedActor;
  readonly once: Idempotency | null;
  readonly judge: (made: ManagedUser) => void;
}

/** An unknown user is `not_found`; an unknown scope or role, or a taken name, is `conflict`. */
export interface ManagedUserStore {
  listUsers(listing: UserListing): Promise<Page<ManagedUser>>;
  findUser(login: string): Promise<ManagedUser>;
  createUser(user: NewManagedUser): Promise<Made<ManagedUser>>;
  /** For good; the row stays, without grants and password. Ends the sessions of the user. */
  removeUser(login: string, actor: RecordedActor, judge: (before: ManagedUser) => void): Promise<Written<ManagedUser>>;
  changeUser(login: string, actor: RecordedActor, edit: UserEdit): Promise<Written<ManagedUser>>;
}
