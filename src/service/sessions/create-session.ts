import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { SessionStore } from '../../store/ports/sessions.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import type { Pepper } from '../credentials/pepper.js';
import { sessionPrefix } from '../credentials/sessions.js';

export interface CreateSessionRequest {
  /** Name of a user who has proved himself, or whom an operator vouches for. */
  readonly login: string;
  /** How long it may be left unused; 1 minute at least. */
  readonly idleMs: number;
  /** How long it lasts at most; not under `idleMs`, 30 days at most. */
  readonly lifetimeMs: number;
}

export interface CreatedSession {
  /** Sent as `Authorization: IBSSO <token>`; the only time that anybody sees it. */
  readonly token: string;
  readonly publicId: string;
  readonly expiresAtMs: number;
}

export type CreateSession = (request: CreateSessionRequest) => Promise<Written<CreatedSession>>;

export interface CreateSessionDeps {
  readonly store: Pick<SessionStore, 'createSession'>;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

const MIN_IDLE_MS = 60_000;
const MAX_LIFETIME_MS = 30 * 24 * 3_600_000;

/** Rejects with `invalid_argument` for bad times, `not_found` for the user, `conflict` for one that may not call. */
export function makeCreateSession({ store, pepper, keyPrefix, clock }: CreateSessionDeps): CreateSession {
  return async ({ login, idleMs, lifetimeMs }) => {
    refuseBadTimes(idleMs, lifetimeMs);
    const { key: token, publicId } = mintApiKey(sessionPrefix(keyPrefix));
    const expiresAtMs = clock() + lifetimeMs;
    const { revision } = await store.createSession({
      publicId,
      digest: pepper.digest(token),
      login,
      expiresAtMs,
      idleMs,
    });
    return { revision, value: { token, publicId, expiresAtMs } };
  };
}

function refuseBadTimes(idleMs: number, lifetimeMs: number): void {
  if (idleMs >= MIN_IDLE_MS && idleMs <= lifetimeMs && lifetimeMs <= MAX_LIFETIME_MS) return;
  throw new ScopegateError('invalid_argument', 'the times of the session are not possible', {
    hint: 'Idle time: 1 minute at least. Lifetime: not under the idle time, 30 days at most.',
  });
}
