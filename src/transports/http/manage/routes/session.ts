import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { managementCheck } from '../authorise.js';
import type { SignInAttempts } from '../attempts.js';
import type { Contexts } from '../context.js';
import { readCookie, removeCookie, sessionCookieName, setCookie } from '../cookies.js';
import type { ManagementDeps } from '../deps.js';
import { sendProblem } from '../errors.js';
import { toIsoTime } from '../../../../base/instant.js';
import { operationSchema } from '../operation.js';
import { Session, SignInBody } from '../schemas.js';
import type { BrowserSession, Sessions } from '../sessions.js';
import type { Answer } from '../../../../service/decision/answer.js';
import type { CredentialActor } from '../../../../service/administration/actor.js';

const tag = 'Session';

export interface SessionRouteDeps {
  readonly deps: ManagementDeps;
  readonly contexts: Contexts;
  readonly makeActor: (credential: CredentialActor['credential']) => Promise<CredentialActor>;
  readonly sessions: Sessions;
  readonly attempts: SignInAttempts;
  readonly scheme: 'http' | 'https';
  readonly idleMs: number;
}

export function addSessionRoutes(app: FastifyInstance, parts: SessionRouteDeps): void {
  addSignInRoute(app, parts);
  app.get(
    '/v1/session',
    {
      schema: operationSchema({
        id: 'getSession',
        tag,
        summary: 'Who I am and what I hold',
        description: 'Needs any valid credential.',
        scope: null,
        success: { 200: Session },
      }),
    },
    async (request) => {
      const { session } = parts.contexts.get(request);
      return sessionView(await parts.contexts.actor(request), session, parts.idleMs);
    },
  );
  app.delete(
    '/v1/session',
    {
      schema: operationSchema({
        id: 'signOut',
        tag,
        summary: 'Sign out',
        scope: null,
        success: { 204: null },
        // Whoever wants to go is let go, whatever he holds and whether or not there is a database.
        never: [401, 503],
      }),
    },
    async (request, reply) => {
      const token = readCookie(request.headers.cookie, sessionCookieName(parts.scheme));
      if (token !== null) parts.sessions.end(token);
      return reply.code(204).header('Set-Cookie', removeCookie(parts.scheme)).send();
    },
  );
}

function addSignInRoute(app: FastifyInstance, parts: SessionRouteDeps): void {
  app.post<{ Body: SignInBody }>(
    '/v1/session',
    {
      schema: operationSchema({
        id: 'signIn',
        tag,
        summary: 'Sign a browser in with a credential',
        description: 'Sets an HttpOnly cookie. Any valid credential signs in; what it may do follows from its scopes.',
        scope: null,
        body: SignInBody,
        success: { 201: Session },
      }),
    },
    (request, reply) => signIn(request, reply, parts),
  );
}

async function signIn(
  request: FastifyRequest<{ Body: SignInBody }>,
  reply: FastifyReply,
  parts: SessionRouteDeps,
): Promise<FastifyReply> {
  const { deps, sessions, attempts, scheme, idleMs } = parts;
  const source = request.socket.remoteAddress ?? '';
  const takeBack = attempts.begin(source);
  if (takeBack === null) {
    const wait = Math.max(1, attempts.waitSeconds(source));
    const problem = { status: 429, description: 'Too many failed sign-ins', action: 'Wait.', retryAfterSeconds: wait };
    return sendProblem(reply, problem, deps.family());
  }
  const authorization = authorizationOf(request.body);
  // The question "who am I" needs any valid credential and nothing else.
  const question = { ...managementCheck(request, authorization, deps.clock()), method: 'GET', target: '/v1/session' };
  const { decision, principal, response } = await judge(() => deps.check(question), takeBack);
  if (!decision.allowed || principal === null) {
    for (const { name, value } of response.headers) void reply.header(name, value);
    return reply.code(response.status === 200 ? 401 : response.status).send(response.body);
  }
  const earlier = readCookie(request.headers.cookie, sessionCookieName(scheme));
  if (earlier !== null) sessions.end(earlier);
  const { token, session } = sessions.begin(authorization, principal.publicId);
  const actor = await parts.makeActor(principal);
  return reply
    .code(201)
    .header('Set-Cookie', setCookie(scheme, token))
    .send(sessionView(actor, session, idleMs));
}

/** Neither a right credential nor a question without an answer was a guess. */
async function judge(check: () => Answer | Promise<Answer>, takeBack: () => void): Promise<Answer> {
  try {
    const answer = await check();
    if (answer.decision.allowed) takeBack();
    return answer;
  } catch (error) {
    takeBack();
    throw error;
  }
}

function authorizationOf(body: SignInBody): string {
  if ('credential' in body) return `App ${body.credential}`;
  return `Basic ${Buffer.from(`${body.username}:${body.password}`).toString('base64')}`;
}

function sessionView(actor: CredentialActor, session: BrowserSession | null, idleMs: number): Session {
  const { publicId, kind, name, account } = actor.credential;
  return {
    principal: { id: publicId, kind, name, account },
    scopes: [...actor.covered].sort(),
    mayGrantAnyScope: actor.mayGrantAny,
    csrfToken: session?.csrfToken ?? null,
    expiresAt: session === null ? null : toIsoTime(session.expiresAtMs),
    idleTimeoutSeconds: session === null ? null : idleMs / 1000,
  };
}
