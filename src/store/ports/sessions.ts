import type { ApiKeyRow } from './credentials.js';
import type { Written } from './keys.js';

/** A session with what it has of its user: account, name, scopes, addresses, and the narrower of both validities. */
export interface SessionRow extends ApiKeyRow {
  readonly idleMs: number;
  /** When it was created or last used, as far as the database knows. */
  readonly lastUsedAtMs: number;
}

export interface SessionsRead {
  readonly revision: number;
  readonly sessions: readonly SessionRow[];
}

export interface SessionReader {
  /** One statement for all ids; ids without a session are absent from the answer. */
  findSessions(publicIds: readonly string[]): Promise<SessionsRead>;
}

export interface NewSession {
  readonly publicId: string;
  readonly digest: Buffer;
  /** Name of the user. */
  readonly login: string;
  readonly expiresAtMs: number;
  readonly idleMs: number;
}

export interface SessionStore {
  /** Rejects with `not_found` for an unknown user and `conflict` for one that may not call now. */
  createSession(session: NewSession): Promise<Written<{ readonly publicId: string }>>;
  /** Rejects with `not_found`. Ending one that is over changes nothing. */
  endSession(publicId: string): Promise<Written<{ readonly publicId: string }>>;
}

export interface CredentialUse {
  readonly credentialId: number;
  readonly atMs: number;
}

export interface UseRecorder {
  /** Keeps the latest of what is known and what is given. No change of policy. */
  recordUses(uses: readonly CredentialUse[]): Promise<void>;
  /** Removes sessions that ended long ago, a bounded number of them; answers with how many. */
  removeOldSessions(endedBeforeMs: number): Promise<number>;
}
