import { Session } from 'node:inspector';
import type { Profiler } from 'node:inspector';

/** Blocks of some modules that were run, as V8 counts them for the profiler. */
export interface Coverage {
  /** Blocks that ran since the last call, each named by its place. */
  take(): string[];
  stop(): void;
}

/** Counts in this process from now on; `isWanted` says which modules by their URL. */
export function startCoverage(isWanted: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return {
    take() {
      let result: Profiler.ScriptCoverage[] = [];
      // Sessions with their own process answer before `post` returns.
      session.post('Profiler.takePreciseCoverage', (error, answer) => {
        if (error !== null) throw error;
        result = answer.result;
      });
      return result.filter(({ url }) => isWanted(url)).flatMap(blocksOf);
    },
    stop() {
      session.disconnect();
    },
  };
}

function blocksOf({ scriptId, functions }: Profiler.ScriptCoverage): string[] {
  return functions.flatMap(({ ranges }) =>
    ranges.filter(({ count }) => count > 0).map((one) => `${scriptId}:${one.startOffset}-${one.endOffset}`),
  );
}
