import { useEffect, useRef, useState } from 'react';
import type { Overview } from '../../api/api.js';
import type { Loaded } from '../../api/use-load.js';
import { useLoad } from '../../api/use-load.js';
import { useApi, useSession } from '../../shell/session.js';

const INTERVAL_MS = 1000;
/** Each look counts as use of the session, which must end when nobody is there. */
const LEFT_ALONE_MS = 10 * 60_000;
const SIGNS_OF_LIFE = ['pointermove', 'pointerdown', 'keydown', 'scroll'];

/** The figures, read anew every second while somebody looks. */
export function useLiveOverview(): { readonly loaded: Loaded<Overview>; readonly isPaused: boolean } {
  const api = useApi();
  const { isOver } = useSession();
  const loaded = useLoad('overview', (signal) => api('getOverview', { signal }));
  const [isPaused, setPaused] = useState(false);
  const lastSign = useRef(Date.now());
  const isBusy = useRef(false);
  isBusy.current = loaded.isLoading;
  const { reload } = loaded;
  useEffect(() => {
    const onSign = () => {
      lastSign.current = Date.now();
    };
    for (const name of SIGNS_OF_LIFE) window.addEventListener(name, onSign, { passive: true });
    const timer = setInterval(() => {
      const isAlone = Date.now() - lastSign.current > LEFT_ALONE_MS;
      setPaused(isAlone);
      if (!isAlone && !isOver && !isBusy.current && document.visibilityState === 'visible') reload();
    }, INTERVAL_MS);
    return () => {
      clearInterval(timer);
      for (const name of SIGNS_OF_LIFE) window.removeEventListener(name, onSign);
    };
  }, [reload, isOver]);
  return { loaded, isPaused };
}
