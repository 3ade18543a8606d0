/** Bounds of what one request may be. `docs/gateways.md` lists them with the answer of each entry point. */

/** The request line and the headers together; above what gateways take from clients. */
export const MAX_HEADER_BYTES = 64 * 1024;

/** Far above what gateways take from clients. Node drops headers beyond a number of its own, and says nothing. */
export const MAX_HEADERS = 500;

/** Time for an answer to be taken by who asked for it. */
export const ANSWER_TIMEOUT_MS = 10_000;
