/** Wall-clock time in milliseconds since the Unix epoch; injected, so that tests own the time. */
export type Clock = () => number;

/** Milliseconds since some instant; never set back, but it may stand still while the machine is suspended. */
export const steadyClock: Clock = () => performance.now();

export const systemClock: Clock = () => Date.now();
