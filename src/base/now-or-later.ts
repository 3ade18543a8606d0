/** What is there at once when everything needed is in memory, and a promise otherwise. */
export type NowOrLater<T> = T | Promise<T>;

/** Runs `use` on the value as soon as it is there: synchronously when it is there already. */
export function whenThere<T, Result>(value: NowOrLater<T>, use: (value: T) => Result): NowOrLater<Result> {
  return value instanceof Promise ? value.then(use) : use(value);
}

/** Calls `work` and hands its value to `done` or its error to `fail`, whether it throws, rejects or answers at once. */
export function settle<T>(work: () => NowOrLater<T>, done: (value: T) => void, fail: (error: unknown) => void): void {
  let value: NowOrLater<T>;
  try {
    value = work();
  } catch (error) {
    fail(error);
    return;
  }
  if (value instanceof Promise) value.then(done, fail);
  else done(value);
}
