import type { ApiKeyRow } from './credentials.js';

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
