import type { IncomingMessage, ServerResponse } from 'node:http';

/** One thing that the HTTP listener serves; the first of an ordered list that matches handles the request. */
export interface HttpRoute {
  /** `path` is the request target without its query, as received. */
  matches(path: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}
