import type { IncomingMessage } from 'node:http';
import type { CheckRequest } from '../../wire/scopegate/v1/CheckRequest.js';
import type { Client } from '../client.js';
import type { CheckResponse } from '../decision-point.js';
import { toException } from '../exceptions.js';

export interface AdmissionOptions {
  readonly client: Pick<Client, 'authorise'>;
  /** The host by which the policy knows this service; required where the policy has several APIs. Never what the caller claims. */
  readonly host?: string;
  /** The address of the caller, where a proxy that you trust tells it; unset: the other end of the socket. */
  readonly sourceIp?: (request: IncomingMessage) => string;
}

/** Either the decision that lets the request through, or what to answer instead. */
export type Admission =
  | { readonly decision: CheckResponse; readonly refusal: null }
  | { readonly decision: null; readonly refusal: DeniedResponse };

export interface DeniedResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const FORBIDDEN_BODY = '{"requestError":{"serviceException":{"messageId":"FORBIDDEN","text":"Forbidden"}}}';
const UNAVAILABLE_BODY =
  '{"requestError":{"serviceException":{"messageId":"SERVICE_UNAVAILABLE","text":"Service unavailable"}}}';
const JSON_TYPE = 'application/json';

/**
 * Asks about a request as it came. Never throws: what cannot be asked or answered is a refusal.
 *
 * @param target the path and query as they came, not decoded
 * @param scopes any one of them must be held, besides what the route needs; empty: the route alone decides
 */
export async function admit(
  request: IncomingMessage,
  target: string,
  scopes: readonly string[],
  options: AdmissionOptions,
): Promise<Admission> {
  try {
    const isExplained = scopes.length > 0;
    const decision = await options.client.authorise({ ...questionOf(request, target, options), explain: isExplained });
    if (isExplained && decision.explanation?.heldScopes.some((scope) => scopes.includes(scope)) !== true) {
      return { decision: null, refusal: insufficient(scopes) };
    }
    return { decision, refusal: null };
  } catch (error) {
    const { code, responseHeaders, responseBody, cause } = toException(error);
    // With a cause it is the decision point that refused us, or that did not answer: not the fault of the caller.
    if (cause !== undefined || (code !== 401 && code !== 403)) return { decision: null, refusal: unavailable() };
    const headers = { 'cache-control': 'no-store', 'content-type': JSON_TYPE, ...responseHeaders };
    return { decision: null, refusal: { status: code, headers, body: responseBody } };
  }
}

function questionOf(request: IncomingMessage, target: string, { host = '', sourceIp }: AdmissionOptions): CheckRequest {
  // Node keeps the first of several Authorization fields; together they are a credential that is none.
  const authorization = request.rawHeaders.filter(
    (_, at, all) => at % 2 === 1 && /^authorization$/i.test(all[at - 1] ?? ''),
  );
  return {
    authorization: authorization.join(', '),
    method: request.method ?? '',
    path: target,
    host,
    sourceIp: sourceIp === undefined ? (request.socket.remoteAddress ?? '') : sourceIp(request),
  };
}

/** RFC 6750, section 3.1: insufficient_scope, with the scopes of which any one would do. */
function insufficient(scopes: readonly string[]): DeniedResponse {
  const names = scopes.join(' ').replace(/[^\x21\x23-\x5b\x5d-\x7e ]/g, '');
  return {
    status: 403,
    headers: {
      'cache-control': 'no-store',
      'content-type': JSON_TYPE,
      'www-authenticate': `Bearer error="insufficient_scope", scope="${names}"`,
    },
    body: FORBIDDEN_BODY,
  };
}

function unavailable(): DeniedResponse {
  const headers = { 'cache-control': 'no-store', 'content-type': JSON_TYPE, 'retry-after': '1' };
  return { status: 503, headers, body: UNAVAILABLE_BODY };
}
