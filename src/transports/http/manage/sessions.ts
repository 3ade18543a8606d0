import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../base/clock.js';

/** A browser that has signed in. The credential stays in the memory of this process and is checked with every request. */
export interface BrowserSession {
  /** What the Authorization header would hold. */
  readonly authorization: string;
  /** Whose it is: one user can spell the same password in several ways. */
  readonly principal: string;
  readonly csrfToken: string;
  readonly expiresAtMs: number;
  lastSeenMs: number;
}

export interface Sessions {
  /** Always a new token: one that a browser brought along is never taken over. */
  begin(authorization: string, principal: string): { readonly token: string; readonly session: BrowserSession };
  /** Null when unknown or over. Counts as activity. */
  find(token: string): BrowserSession | null;
  end(token: string): void;
  readonly size: number;
}

export interface SessionLimits {
  readonly idleMs: number;
  readonly absoluteMs: number;
  /** Beyond it the one that was idle longest ends. */
  readonly maxSessions: number;
  /** Of one credential; beyond it the one of its own that was idle longest ends, and nobody else's. */
  readonly maxPerCredential: number;
}

export function makeSessions(limits: SessionLimits, clock: Clock): Sessions {
  // Keyed by digest: the memory of the process holds no token. In order of last activity.
  const sessions = new Map<string, BrowserSession>();
  const isOver = (session: BrowserSession, nowMs: number): boolean =>
    nowMs >= session.expiresAtMs || nowMs - session.lastSeenMs >= limits.idleMs;
  return {
    begin(authorization, principal) {
      const nowMs = clock();
      const own = [...sessions].filter(([, session]) => session.principal === principal);
      for (const [key] of own.slice(0, Math.max(own.length + 1 - limits.maxPerCredential, 0))) sessions.delete(key);
      for (const [key, session] of sessions) {
        if (sessions.size < limits.maxSessions && !isOver(session, nowMs)) break;
        sessions.delete(key);
      }
      const token = randomBytes(32).toString('base64url');
      const csrfToken = randomBytes(32).toString('base64url');
      const expiresAtMs = nowMs + limits.absoluteMs;
      const session = { authorization, principal, csrfToken, expiresAtMs, lastSeenMs: nowMs };
      sessions.set(digestOf(token), session);
      return { token, session };
    },
    find(token) {
      const key = digestOf(token);
      const session = sessions.get(key);
      if (session === undefined) return null;
      const nowMs = clock();
      sessions.delete(key);
      if (isOver(session, nowMs)) return null;
      session.lastSeenMs = nowMs;
      sessions.set(key, session);
      return session;
    },
    end(token) {
      sessions.delete(digestOf(token));
    },
    get size() {
      return sessions.size;
    },
  };
}

export function isCsrfToken(session: BrowserSession, token: unknown): boolean {
  if (typeof token !== 'string') return false;
  const [ours, theirs] = [session.csrfToken, token].map((text) => createHash('sha256').update(text).digest());
  return ours !== undefined && theirs !== undefined && timingSafeEqual(ours, theirs);
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}
