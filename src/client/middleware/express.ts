import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CheckResponse } from '../decision-point.js';
import { admit } from './admission.js';
import type { AdmissionOptions } from './admission.js';

/** The fields that express adds to a request and that are used here. */
export interface ExpressRequest extends IncomingMessage {
  originalUrl?: string;
  baseUrl?: string;
  /** The decision that let the request through. */
  scopegate?: CheckResponse;
}

export type ExpressMiddleware = (request: ExpressRequest, response: ServerResponse, next: () => void) => void;

export interface ExpressGuard {
  /** Lets a request through when the policy of its route does. Mount it before everything that it guards. */
  readonly decideByRoute: ExpressMiddleware;
  /** Besides, the credential must hold one of these scopes. A public route reads none, and then lets nobody through. */
  readonly requireScopes: (...scopes: [string, ...string[]]) => ExpressMiddleware;
}

/**
 * Guards an express application. A request is asked about with its path as it came; what was allowed goes on with the
 * canonical path as its `url`, so that express reads what was decided. No answer is 503; nothing goes on without an allow.
 */
export function guardExpress(options: AdmissionOptions): ExpressGuard {
  const guard =
    (scopes: readonly string[]): ExpressMiddleware =>
    (request, response, next) => {
      void decide(request, response, scopes, options).then((isAllowed) => {
        if (isAllowed) next();
      });
    };
  return { decideByRoute: guard([]), requireScopes: (...scopes) => guard(scopes) };
}

async function decide(
  request: ExpressRequest,
  response: ServerResponse,
  scopes: readonly string[],
  options: AdmissionOptions,
): Promise<boolean> {
  const target = request.originalUrl ?? request.url ?? '';
  const { decision, refusal } = await admit(request, target, scopes, options);
  if (refusal !== null) {
    response.writeHead(refusal.status, refusal.headers).end(refusal.body);
    return false;
  }
  request.scopegate = decision;
  const query = target.includes('?') ? target.slice(target.indexOf('?')) : '';
  // Under a mount point, express has already taken the front of the path away and matched it.
  if ((request.baseUrl ?? '') === '') request.url = `${decision.canonicalPath.split('?')[0] ?? ''}${query}`;
  return true;
}
