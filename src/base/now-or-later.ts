/** A value that is there at once when everything needed is in memory, and a promise of it otherwise. */
export type NowOrLater<T> = T | Promise<T>;

/**
 * Applies `next` to the value: at once when the value is there, else as soon as it is. Errors of `next` pass through.
 */
export function chain<T, R>(value: NowOrLater<T>, next: (value: T) => NowOrLater<R>): NowOrLater<R> {
  return value instanceof Promise ? value.then(next) : next(value);
}

/**
 * Calls `onValue` with the outcome of `work`, before this returns when the outcome is there. `onError` gets what `work` or
 * `onValue` throws, and must not throw itself.
 */
export function settle<T>(
  work: () => NowOrLater<T>,
  onValue: (value: T) => void,
  onError: (error: unknown) => void,
): void {
  try {
    const value = work();
    if (value instanceof Promise) value.then(onValue).catch(onError);
    else onValue(value);
  } catch (error) {
    onError(error);
  }
}

/** The value, or what `onError` makes of an error that was thrown or that rejects. Neither throws nor rejects, if `onError` does not. */
export function recover<T, R>(work: () => NowOrLater<T>, onError: (error: unknown) => R): NowOrLater<T | R> {
  try {
    const value = work();
    return value instanceof Promise ? value.catch(onError) : value;
  } catch (error) {
    return onError(error);
  }
}
