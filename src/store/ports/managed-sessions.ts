import type { RecordedActor } from './actor.js';
import type { Settled, Written } from './managed-keys.js';
import type { ManagedUser } from './managed-users.js';
import type { Page, PageRequest } from './paging.js';

/** A session of a user that has not ended. */
export interface ManagedSession {
  readonly publicId: string;
  /** The name that the user signs in with. */
  readonly login: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastUsedAtMs: number;
  readonly idleMs: number;
}

export interface SessionListing extends PageRequest {
  readonly login: string | null;
}

export interface NewSession {
  readonly publicId: string;
  readonly digest: Buffer;
  /** Name of the user. */
  readonly login: string;
  readonly expiresAtMs: number;
  readonly idleMs: number;
}

export interface SessionCreation {
  readonly session: NewSession;
  readonly actor: RecordedActor;
  /** Called with the locked user; may throw to refuse, and nothing has happened then. */
  readonly judge: (user: ManagedUser) => void;
  readonly settled?: Settled<{ readonly publicId: string; readonly expiresAtMs: number }>;
}

export interface ManagedSessionStore {
  /** Newest first. */
  listSessions(listing: SessionListing): Promise<Page<ManagedSession>>;
  /** Rejects with `not_found` for the user and `conflict` for one that may not call now. */
  beginSession(
    creation: SessionCreation,
  ): Promise<Written<{ readonly publicId: string; readonly expiresAtMs: number }>>;
  /** `judge` is called with the user of the session. Rejects with `not_found`. Ending one that is over changes nothing. */
  endSession(publicId: string, actor: RecordedActor, judge: (user: ManagedUser) => void): Promise<Written<null>>;
}
