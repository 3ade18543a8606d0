import type { IncomingMessage, ServerResponse } from 'node:http';

/** One thing that the HTTP listener serves; the first of an ordered list that matches handles the request. */
export interface HttpRoute {
  /**
   * `gateway`: answers questions of gateways, and looks at the Host header itself, because some gateways send the
   * client's. `caller`: answers programs that may send a caller token. `visitor`: answers browsers and monitoring.
   */
  readonly audience: 'gateway' | 'caller' | 'visitor';
  /** The address of an entry point, for messages; null where no questions are answered. */
  readonly entryPoint: string | null;
  /** `target` is the request target as received, with its query. */
  matches(target: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void | Promise<void>;
}
