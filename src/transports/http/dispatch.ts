import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { toCallerError } from '../../base/caller-error.js';
import type { Log } from '../../base/log.js';
import type { OnRefusedQuestion } from '../../service/decision/refused-question.js';
import type { OnRejected } from '../../service/decision/rejected-request.js';
import { CALLER_TOKEN_FIELD } from '../listener/caller-tokens.js';
import type { HostRule } from './host-rule.js';
import { replyMisdirected, replyNotFound, replyPlain } from './not-found.js';
import { questionHeadersIn } from './question-headers.js';
import { TOO_MANY_HEADERS, hasTooManyHeaders, valuesOf } from './raw-headers.js';
import type { HttpRoute } from './route.js';
import { describeWrongAddress } from './wrong-address.js';

export interface DispatchDeps {
  /** All that is served; the first that matches handles the request. */
  readonly routes: readonly HttpRoute[];
  readonly hosts: HostRule;
  readonly onRefused: OnRefusedQuestion;
  readonly onRejected: OnRejected;
  /** Gets what callers are not told. */
  readonly log?: Log;
}

/**
 * Hands a request to its route. A gateway takes any 2xx for "let it through", so a question that comes to an address
 * which is no entry point gets 404, whatever else is served there.
 */
export function makeDispatch(deps: DispatchDeps): RequestListener {
  const { routes, hosts, onRefused } = deps;
  const entryPoints = routes.flatMap(({ entryPoint }) => entryPoint ?? []);
  const refuse = (request: IncomingMessage, response: ServerResponse, fault: WrongAddress): void => {
    const refused = describeWrongAddress(request, { fault, entryPoints });
    replyNotFound(response, refused);
    if (refused !== null) onRefused(refused);
  };
  return (request, response) => {
    const target = request.url ?? '/';
    const route = routes.find((candidate) => candidate.matches(target));
    // An entry point says it in its own words.
    if (route?.audience !== 'gateway' && hasTooManyHeaders(request.rawHeaders)) {
      const { remoteAddress: peer = '' } = request.socket;
      deps.onRejected({ listener: 'http', rejection: 'too_many_headers', detail: TOO_MANY_HEADERS, peer });
      response.setHeader('Connection', 'close');
      replyPlain(response, { status: 431, reason: 'too_many_headers', text: TOO_MANY_HEADERS });
      return;
    }
    if (route === undefined) {
      refuse(request, response, 'unknown_entry_point');
      return;
    }
    if (route.audience !== 'gateway') {
      if (isQuestion(request, route.audience)) {
        refuse(request, response, 'wrong_address');
        return;
      }
      const problem = hosts.problem(request.rawHeaders);
      if (problem !== null) {
        replyMisdirected(response, problem);
        return;
      }
    }
    handle(route, request, response).catch((error: unknown) => {
      deps.log?.error({ err: error, method: request.method }, 'an HTTP request failed');
      if (response.headersSent) response.destroy();
      else response.writeHead(500, PLAIN_TEXT).end(`${toCallerError(error).message}\n`);
    });
  };
}

type WrongAddress = Parameters<typeof describeWrongAddress>[1]['fault'];

/** Browsers and monitoring send no caller token: a gateway does. */
function isQuestion(request: IncomingMessage, audience: 'caller' | 'visitor'): boolean {
  if (questionHeadersIn(request).length > 0) return true;
  return audience === 'visitor' && valuesOf(request.rawHeaders, CALLER_TOKEN_FIELD).length > 0;
}

const PLAIN_TEXT = { 'Content-Type': 'text/plain; charset=utf-8', 'Cache-Control': 'no-store' };

/** As a promise, also where the route throws at once. */
async function handle(route: HttpRoute, request: IncomingMessage, response: ServerResponse): Promise<void> {
  await route.handle(request, response);
}
