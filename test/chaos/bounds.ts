/** The same promise; rejects when it is not settled in time, saying what was late. */
export async function within<Result>(limitMs: number, what: string, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`${what}: not over after ${String(limitMs)} ms`));
    }, limitMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for all, each no longer than the limit; answers with what failed or was late. */
export async function troublesOf(
  limitMs: number,
  named: readonly (readonly [what: string, promise: Promise<unknown>])[],
): Promise<string[]> {
  const settled = await Promise.allSettled(named.map(([what, promise]) => within(limitMs, what, promise)));
  return settled.flatMap((one) => (one.status === 'rejected' ? [String(one.reason)] : []));
}
