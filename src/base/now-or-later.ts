/** What is there at once when everything needed is in memory, and a promise otherwise. */
export type NowOrLater<T> = T | Promise<T>;
