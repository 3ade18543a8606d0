/**
 * What was opened is closed last in, first out. Whoever opens something pushes its closer in the same breath.
 * A closer that throws or outlives the deadline does not keep the others from running.
 */
export interface Closers {
  push(name: string, close: () => Promise<void> | void): void;
  /** Runs every closer once; later calls return the same promise. Resolves with the names of those that failed. */
  closeAll(deadlineMs: number): Promise<readonly string[]>;
}

export function makeClosers(): Closers {
  const stack: { name: string; close: () => Promise<void> | void }[] = [];
  let closing: Promise<readonly string[]> | undefined;
  return {
    push(name, close) {
      stack.push({ name, close });
    },
    closeAll(deadlineMs) {
      closing ??= closeInTurn(stack, deadlineMs);
      return closing;
    },
  };
}

async function closeInTurn(
  stack: { name: string; close: () => Promise<void> | void }[],
  deadlineMs: number,
): Promise<readonly string[]> {
  const endsAt = Date.now() + deadlineMs;
  const failed: string[] = [];
  for (let entry = stack.pop(); entry !== undefined; entry = stack.pop()) {
    const { name, close } = entry;
    const done = await within(Math.max(50, endsAt - Date.now()), close);
    if (!done) failed.push(name);
  }
  return failed;
}

async function within(timeoutMs: number, close: () => Promise<void> | void): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, timeoutMs);
  });
  try {
    return await Promise.race([
      Promise.resolve()
        .then(close)
        .then(() => true as const),
      late,
    ]);
  } catch {
    return false;
  } finally {
    clearTimeout(timer);
  }
}
