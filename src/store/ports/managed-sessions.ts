import type { Actor } from './actor.js';
import type { Written } from './keys.js';
import type { ManagedUser } from './managed-users.js';
import type { Page, PageRequest } from './paging.js';
import type { NewSession } from './sessions.js';

/** A session of a user that has not ended. */
export interface ManagedSession {
  readonly publicId: string;
  /** What the user types. */
  readonly login: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  readonly lastUsedAtMs: number;
  readonly idleMs: number;
}

export interface SessionListing extends PageRequest {
  readonly login: string | null;
}

export interface ManagedSessionStore {
  /** Newest first. */
  listSessions(listing: SessionListing): Promise<Page<ManagedSession>>;
  /** `judge` may throw to refuse. Rejects with `not_found` for the user and `conflict` for one that may not call now. */
  beginSession(
    session: NewSession,
    actor: Actor,
    judge: (user: ManagedUser) => void,
  ): Promise<Written<{ readonly publicId: string }>>;
  /** Rejects with `not_found`. Ending one that is over changes nothing. */
  endSession(publicId: string, actor: Actor): Promise<Written<null>>;
}
