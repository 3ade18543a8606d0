import { useState } from 'react';
import type { ApiProblem } from './problem.js';
import { problemOf } from './problem.js';

export interface Action {
  readonly isBusy: boolean;
  readonly problem: ApiProblem | null;
  /** Does one thing at a time; a second call while the first goes on does nothing. */
  readonly run: (work: () => Promise<void>) => void;
  readonly forget: () => void;
}

export function useAction(): Action {
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiProblem | null>(null);
  return {
    isBusy,
    problem,
    run: (work) => {
      if (isBusy) return;
      setBusy(true);
      setProblem(null);
      work()
        .catch((error: unknown) => setProblem(problemOf(error)))
        .finally(() => setBusy(false));
    },
    forget: () => setProblem(null),
  };
}
