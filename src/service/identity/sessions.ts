import type { ApiKeyReader, ApiKeyRow } from '../../store/ports/credentials.js';
import type { SessionReader, SessionRow } from '../../store/ports/sessions.js';

/** What tells the token of a session from the keys of the same environment. */
export function sessionPrefix(keyPrefix: string): string {
  return `${keyPrefix}s`;
}

export interface SessionLookup {
  readonly reader: SessionReader;
  /** Uses that are not in the database yet; 0 for none. */
  readonly lastUsedAtMs: (credentialId: number) => number;
  /** By so much a use may be known later than it was: it is written now and then, maybe by another replica. */
  readonly slackMs: number;
}

/**
 * Sessions as credentials with a secret: found, verified and cached as API keys are. One that is left idle expires; so
 * its record leaves the cache then, and is read again with what others have seen of it.
 */
export function makeSessionKeys({ reader, lastUsedAtMs, slackMs }: SessionLookup): ApiKeyReader {
  const withIdleEnd = (row: SessionRow): ApiKeyRow => {
    const idleEndMs = Math.max(row.lastUsedAtMs, lastUsedAtMs(row.id)) + row.idleMs + slackMs;
    return { ...row, expiresAtMs: Math.min(row.expiresAtMs ?? Infinity, idleEndMs) };
  };
  return {
    async findApiKeys(publicIds) {
      const { revision, sessions } = await reader.findSessions(publicIds);
      return { revision, keys: sessions.map(withIdleEnd) };
    },
  };
}
