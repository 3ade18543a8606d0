import type { Clock } from '../../base/clock.js';
import type { Written } from '../../store/ports/managed-keys.js';
import type { ManagedSessionStore } from '../../store/ports/managed-sessions.js';
import { mintApiKey } from '../identity/api-key-format.js';
import type { Pepper } from '../identity/pepper.js';
import { sessionPrefix } from '../identity/sessions.js';
import type { Actor } from './actor.js';
import { requireMayHandOut } from './hand-out.js';
import { rejectFaults } from './input.js';
import { showing } from './show-secret.js';
import type { ShowSecret } from './show-secret.js';

export interface SessionRequest {
  /** Name of a user who has proved themselves, or whom the actor vouches for. */
  readonly login: string;
  /** How long it may be left unused; 1 minute at least. */
  readonly idleMs: number;
  /** How long it lasts at most; not under `idleMs`, 30 days at most. */
  readonly lifetimeMs: number;
}

export interface BegunSession {
  readonly publicId: string;
  readonly expiresAtMs: number;
}

export type BeginSession = (
  actor: Actor,
  request: SessionRequest,
  options?: { readonly show?: ShowSecret<BegunSession> },
) => Promise<Written<BegunSession> & { readonly secret: string }>;

export interface SessionDeps {
  readonly store: ManagedSessionStore;
  readonly pepper: Pick<Pepper, 'digest'>;
  readonly keyPrefix: string;
  readonly clock: Clock;
}

const MIN_IDLE_MS = 60_000;
const MAX_LIFETIME_MS = 30 * 24 * 3_600_000;

/**
 * A session for a user; its secret is sent as `Authorization: IBSSO <token>`. Whoever gets it can be the user, and so must
 * have all that the user has, for as long as it lasts. Rejects with `invalid_argument` for bad times, `not_found`,
 * `permission_denied`, and `conflict` for a user who may not call now.
 */
export function makeBeginSession({ store, pepper, keyPrefix, clock }: SessionDeps): BeginSession {
  return async (actor, { login, idleMs, lifetimeMs }, { show } = {}) => {
    rejectBadTimes(idleMs, lifetimeMs);
    const { key: secret, publicId } = mintApiKey(sessionPrefix(keyPrefix));
    const expiresAtMs = clock() + lifetimeMs;
    const { revision, value } = await store.beginSession({
      session: { publicId, digest: pepper.digest(secret), login: login.normalize('NFC'), expiresAtMs, idleMs },
      actor: actor.record,
      judge: (user) => {
        requireMayHandOut(actor, { ...user, expiresAtMs });
      },
      ...showing(secret, show),
    });
    return { revision, value, secret };
  };
}

function rejectBadTimes(idleMs: number, lifetimeMs: number): void {
  rejectFaults([
    idleMs >= MIN_IDLE_MS && idleMs <= lifetimeMs
      ? null
      : { property: 'idle', violation: 'must be 1 minute at least, and not above the lifetime' },
    lifetimeMs <= MAX_LIFETIME_MS ? null : { property: 'lifetime', violation: 'must be 30 days at most' },
  ]);
}
