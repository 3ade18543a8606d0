import type { Written } from '../../store/ports/keys.js';
import type { ManagedSessionStore } from '../../store/ports/managed-sessions.js';
import { makeCreateSession } from '../sessions/create-session.js';
import type { CreatedSession, CreateSessionDeps, CreateSessionRequest } from '../sessions/create-session.js';
import { actorOf, refuseUngrantable } from './caller.js';
import type { Caller } from './caller.js';

/** Rejects with `invalid_argument` for bad times, `not_found`, `permission_denied`, and `conflict` for a disabled user. */
export type BeginSession = (caller: Caller, request: CreateSessionRequest) => Promise<Written<CreatedSession>>;

export interface BeginSessionDeps extends Omit<CreateSessionDeps, 'store'> {
  readonly store: Pick<ManagedSessionStore, 'beginSession'>;
}

/** A session for a user. Whoever gets the token can be the user, and so must hold what the user holds. */
export function makeBeginSession({ store, ...deps }: BeginSessionDeps): BeginSession {
  return (caller, request) => {
    const create = makeCreateSession({
      ...deps,
      store: {
        createSession: (session) =>
          store.beginSession(session, actorOf(caller), (user) => {
            refuseUngrantable(caller, user.heldScopes);
          }),
      },
    });
    return create(request);
  };
}
