/** Wall-clock time in milliseconds since the Unix epoch; injected, so that tests own the time. */
export type Clock = () => number;

export const systemClock: Clock = () => Date.now();
