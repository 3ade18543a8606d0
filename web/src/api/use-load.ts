import { useCallback, useEffect, useState } from 'react';
import type { ApiProblem } from './problem.js';
import { problemOf } from './problem.js';

export interface Loaded<T> {
  /** The last answer; stays while a newer one is on its way. */
  readonly data: T | null;
  readonly problem: ApiProblem | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

/** Loads when `key` changes and on `reload`; an answer that was overtaken is dropped. A null key loads nothing. */
export function useLoad<T>(key: string | null, load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const [attempt, setAttempt] = useState(0);
  const [data, setData] = useState<T | null>(null);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  const [isLoading, setLoading] = useState(key !== null);
  useEffect(() => {
    if (key === null) return;
    const stop = new AbortController();
    setLoading(true);
    load(stop.signal)
      .then((answer) => {
        if (stop.signal.aborted) return;
        setData(answer);
        setProblem(null);
        setLoading(false);
      })
      .catch((error: unknown) => {
        if (stop.signal.aborted) return;
        setProblem(problemOf(error));
        setLoading(false);
      });
    return () => stop.abort();
    // `load` is made anew with every drawing; `key` says what it depends on.
  }, [key, attempt]);
  const reload = useCallback(() => setAttempt((count) => count + 1), []);
  return { data, problem, isLoading, reload };
}
