import { messageOf } from './errors.js';
import type { Log } from './log.js';

/**
 * What was opened is closed last in, first out. Whoever opens something pushes its closer in the same breath.
 * A closer that throws or outlives the deadline does not keep the others from running.
 */
export interface Closers {
  push(name: string, close: () => Promise<void> | void): void;
  /** For what would live on without this process. It also runs in `closeAtOnce`, so it may be called twice. */
  pushLasting(name: string, close: () => Promise<void> | void): void;
  /** A place in the order of its own: what is pushed there, also later on, is closed when its turn comes. */
  nest(): Pick<Closers, 'push'>;
  /** Runs every closer once; later calls return the same promise. Logs and resolves with those that failed. */
  closeAll(deadlineMs: number): Promise<readonly CloseFailure[]>;
  /** Closes only what would live on without this process, beside a `closeAll` that may be under way. */
  closeAtOnce(deadlineMs: number): Promise<readonly CloseFailure[]>;
}

export interface CloseFailure {
  readonly name: string;
  readonly problem: string;
}

interface Entry {
  readonly name: string;
  readonly close: () => Promise<void> | void;
}

interface Nested {
  readonly stack: Entry[];
}

export function makeClosers(log: Log): Closers {
  const stack: (Entry | Nested)[] = [];
  const lasting: Entry[] = [];
  let closing: Promise<readonly CloseFailure[]> | undefined;
  const push = (name: string, close: Entry['close']): void => {
    stack.push({ name, close });
  };
  return {
    push,
    pushLasting(name, close) {
      push(name, close);
      lasting.push({ name, close });
    },
    nest() {
      const nested: Nested = { stack: [] };
      stack.push(nested);
      return {
        push(name, close) {
          nested.stack.push({ name, close });
        },
      };
    },
    closeAll(deadlineMs) {
      closing ??= closeInTurn(stack, deadlineMs, log);
      return closing;
    },
    closeAtOnce: async (deadlineMs) => {
      const ends = await Promise.all(lasting.map((entry) => closeOne(entry, deadlineMs, log)));
      return ends.filter((failure) => failure !== null);
    },
  };
}

async function closeInTurn(stack: (Entry | Nested)[], deadlineMs: number, log: Log): Promise<readonly CloseFailure[]> {
  const endsAt = Date.now() + deadlineMs;
  const failures: CloseFailure[] = [];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    if ('stack' in entry) {
      failures.push(...(await closeInTurn(entry.stack, endsAt - Date.now(), log)));
      continue;
    }
    const failure = await closeOne(entry, Math.max(50, endsAt - Date.now()), log);
    if (failure !== null) failures.push(failure);
  }
  return failures;
}

async function closeOne({ name, close }: Entry, timeoutMs: number, log: Log): Promise<CloseFailure | null> {
  const problem = await problemWithin(timeoutMs, close);
  if (problem === null) return null;
  log.error({ closing: name, problem }, 'something could not be closed');
  return { name, problem };
}

/** Null when it was closed in time. */
async function problemWithin(timeoutMs: number, close: () => Promise<void> | void): Promise<string | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => {
      resolve(`not closed after ${String(timeoutMs)} ms`);
    }, timeoutMs);
  });
  try {
    return await Promise.race([
      Promise.resolve()
        .then(close)
        .then(() => null),
      late,
    ]);
  } catch (error) {
    return messageOf(error);
  } finally {
    clearTimeout(timer);
  }
}
