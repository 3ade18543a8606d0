import type { Actor } from './actor.js';
import type { Written } from './keys.js';
import type { Made, ManagedKey, OnceOnly } from './managed-keys.js';
import type { Page, PageRequest } from './paging.js';
import type { NewUser } from './users.js';

/** A user as people manage it; `publicId` is what the user types. */
export type ManagedPerson = ManagedKey;

/** What is absent stays as it is. */
export interface PersonChange {
  readonly name?: string;
  /** All of them anew. */
  readonly scopes?: readonly string[];
  /** All of them anew. */
  readonly roles?: readonly string[];
  readonly allowedAddresses?: readonly string[];
  readonly enabled?: boolean;
  /** Argon2id in PHC string form; also ends the sessions of the user. */
  readonly hash?: string;
}

export interface PersonListing extends PageRequest {
  readonly q: string | null;
  readonly role: string | null;
}

/** May throw to refuse, and nothing has happened then; may be called again and must have no other effect. */
export interface PersonEdit {
  readonly plan: (before: ManagedPerson) => PersonChange;
  readonly judge: (before: ManagedPerson, after: ManagedPerson) => void;
}

export interface NewPerson {
  readonly user: NewUser;
  readonly actor: Actor;
  readonly once: OnceOnly | null;
  readonly judge: (made: ManagedPerson) => void;
}

/** An unknown user is `not_found`; an unknown scope or role, or a taken name, is `conflict`. */
export interface PersonStore {
  listUsers(listing: PersonListing): Promise<Page<ManagedPerson>>;
  findUser(login: string): Promise<ManagedPerson>;
  createUser(person: NewPerson): Promise<Made<ManagedPerson>>;
  /** For good; the row stays, without grants and password. Ends the sessions of the user. */
  removeUser(login: string, actor: Actor, judge: (before: ManagedPerson) => void): Promise<Written<ManagedPerson>>;
  changeUser(login: string, actor: Actor, edit: PersonEdit): Promise<Written<ManagedPerson>>;
}
