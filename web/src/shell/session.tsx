import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Api, Session } from '../api/api.js';
import { makeApi } from '../api/api.js';

export type Credential = { readonly credential: string } | { readonly username: string; readonly password: string };

interface SessionContext {
  readonly api: Api;
  /** Null before anybody has signed in. */
  readonly session: Session | null;
  /** Whether the session ended under the page: what is on it stays until somebody signs in again. */
  readonly isOver: boolean;
  readonly isStarting: boolean;
  readonly signIn: (credential: Credential) => Promise<void>;
  readonly signOut: () => Promise<void>;
}

const Context = createContext<SessionContext | null>(null);

export function useSession(): SessionContext {
  const context = useContext(Context);
  if (context === null) throw new Error('outside of SessionProvider');
  return context;
}

export const useApi = (): Api => useSession().api;

/** Says only that this browser has signed in before, so that a first visit asks for no session it cannot have. */
const HINT = 'scopegate-signed-in';

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(null);
  const [isOver, setOver] = useState(false);
  const [isStarting, setStarting] = useState(() => localStorage.getItem(HINT) !== null);
  const csrf = useRef<string | null>(null);
  const accept = useCallback((next: Session | null) => {
    csrf.current = next?.csrfToken ?? null;
    setSession(next);
    setOver(false);
    if (next === null) localStorage.removeItem(HINT);
    else localStorage.setItem(HINT, 'yes');
  }, []);
  const api = useMemo(() => makeApi({ csrfToken: () => csrf.current, onUnauthorised: () => setOver(true) }), []);
  useEffect(() => {
    if (localStorage.getItem(HINT) === null) return;
    api('getSession')
      .then(accept)
      .catch(() => accept(null))
      .finally(() => setStarting(false));
  }, [api, accept]);
  const signIn = useCallback(
    async (credential: Credential) => {
      const next = await api('signIn', { body: credential });
      // Somebody else must not find what the one before had open.
      if (session !== null && session.principal.id !== next.principal.id) window.location.assign('/');
      accept(next);
    },
    [api, accept, session],
  );
  const signOut = useCallback(async () => {
    await api('signOut');
    accept(null);
  }, [api, accept]);
  return <Context value={{ api, session, isOver, isStarting, signIn, signOut }}>{children}</Context>;
}
