import type { Written } from '../../store/ports/managed-keys.js';
import type { ManagedSessionStore } from '../../store/ports/managed-sessions.js';
import type { Actor } from './actor.js';
import { requireMayChange } from './hand-out.js';

export type EndSession = (actor: Actor, publicId: string) => Promise<Written<null>>;

/** For good. Rejects with `not_found`, and `permission_denied` for a session of a user who holds more than the actor. */
export function makeEndSession(store: Pick<ManagedSessionStore, 'endSession'>): EndSession {
  return (actor, publicId) =>
    store.endSession(publicId, actor.record, (user) => {
      requireMayChange(actor, user);
    });
}
