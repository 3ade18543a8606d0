import type { FastifyReply, FastifyRequest } from 'fastify';
import type { IncomingHttpHeaders } from 'node:http';
import type { Clock } from '../../../base/clock.js';
import { describeEndpoint } from '../../../engine/index.js';
import type { Answer, Check } from '../../../service/decision/answer.js';
import type { CheckRequest } from '../../../service/check-request.js';
import { MANAGEMENT_HOST } from '../../../service/decision/api-hosts.js';
import type { Contexts } from './context.js';
import { readCookie, removeCookie, sessionCookieName } from './cookies.js';
import { sendProblem } from './errors.js';
import { isCsrfToken } from './sessions.js';
import type { BrowserSession, Sessions } from './sessions.js';

export interface AuthoriseDeps {
  readonly check: Check;
  readonly sessions: Sessions;
  readonly contexts: Contexts;
  readonly scheme: 'http' | 'https';
  readonly family: () => string;
  readonly clock: Clock;
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const CHECK_DEADLINE_MS = 5_000;

/** A question about a request to the Management API. */
export function managementCheck(
  request: FastifyRequest,
  authorization: string,
  nowMs: number,
): CheckRequest & { readonly host: typeof MANAGEMENT_HOST } {
  return {
    entryPoint: 'management',
    authorization,
    method: request.method,
    target: request.raw.url ?? '',
    host: MANAGEMENT_HOST,
    sourceIp: request.socket.remoteAddress?.replace(/%.*$/, '') ?? '',
    minRevision: 0,
    explain: false,
    deadlineMs: nowMs + CHECK_DEADLINE_MS,
  };
}

/** Decides about every request of a known path before anything of its body is read. */
export function makeAuthorise(deps: AuthoriseDeps) {
  const refuse = (reply: FastifyReply, status: number, description: string): FastifyReply =>
    sendProblem(reply, { status, description }, deps.family());

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> => {
    if (request.is404) return undefined;
    const { headers } = request;
    const token = readCookie(headers.cookie, sessionCookieName(deps.scheme));
    const isSafe = SAFE_METHODS.has(request.method);
    if (!isSafe && isForeign(headers, deps.scheme)) return refuse(reply, 403, 'The request comes from another site');
    if (token !== null && headers.authorization !== undefined && !isSigningIn(request)) {
      return refuse(reply, 400, 'The request has a cookie and an Authorization header; send one of them');
    }
    const session = token === null ? null : deps.sessions.find(token);
    if (session !== null && !isSafe && !isSigningIn(request) && !isCsrfToken(session, headers['x-csrf-token'])) {
      return refuse(reply, 403, 'The header X-CSRF-Token does not hold the token of this session');
    }
    const authorization = session?.authorization ?? headers.authorization ?? '';
    const answer = await deps.check(managementCheck(request, authorization, deps.clock()));
    if (!answer.decision.allowed) return deny(deps, reply, { answer, token, session });
    if (!isOfThisRoute(answer, request)) return refuse(reply, 403, 'The policy has another endpoint for this path');
    deps.contexts.set(request, { answer, session });
    return undefined;
  };
}

/** A sign-in begins anew whatever the browser brought along. */
function isSigningIn(request: FastifyRequest): boolean {
  return request.method === 'POST' && request.routeOptions.url === '/v1/session';
}

interface Denied {
  readonly answer: Answer;
  readonly token: string | null;
  readonly session: BrowserSession | null;
}

/** The bytes of the error family. A session whose credential no longer counts is over. */
function deny(deps: AuthoriseDeps, reply: FastifyReply, { answer, token, session }: Denied): FastifyReply {
  const { status, headers, body } = answer.response;
  if (status === 401 && token !== null) {
    if (session !== null) deps.sessions.end(token);
    void reply.header('Set-Cookie', removeCookie(deps.scheme));
  }
  for (const { name, value } of headers) void reply.header(name, value);
  return reply.code(status).header('Cache-Control', 'no-store').send(body);
}

/** The engine and the HTTP router must mean the same endpoint, or a request is let through to what was not decided. */
function isOfThisRoute({ api, decision }: Answer, request: FastifyRequest): boolean {
  if (api === null || decision.endpointIndex < 0) return false;
  const { template } = describeEndpoint(api, decision.endpointIndex);
  return template === request.routeOptions.url?.replace(/:([A-Za-z]+)/g, '{$1}');
}

/**
 * Whether a browser says that another site sent this request: by `Sec-Fetch-Site` (Fetch Metadata), or by an `Origin`
 * (RFC 6454) that is not this host. Programs send neither.
 */
function isForeign(headers: IncomingHttpHeaders, scheme: 'http' | 'https'): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return true;
  const { origin, host } = headers;
  return origin !== undefined && origin !== `${scheme}://${host ?? ''}`;
}
