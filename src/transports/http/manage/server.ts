import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import swagger from '@fastify/swagger';
import { fastify } from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { makeCredentialActor } from '../../../service/administration/actor.js';
import type { CredentialRow } from '../../../store/ports/credentials.js';
import { expectApiPaths } from './api-paths.js';
import { makeSignInAttempts } from './attempts.js';
import { makeAuthorise } from './authorise.js';
import { nameComponents } from './components.js';
import { makeContexts } from './context.js';
import type { ManagementDeps } from './deps.js';
import { docsPage } from './docs-page.js';
import type { OpenApiDocument } from './docs-page.js';
import { makeErrorHandler, problemBody, sendProblem, toProblem } from './errors.js';
import { MAX_BODY_BYTES, parseStrictBodies } from './json-body.js';
import { openApiOptions } from './openapi.js';
import { acceptsHtml } from './page-route.js';
import { addCheckRoutes } from './routes/checks.js';
import { addClientRoutes } from './routes/clients.js';
import { addIssuerRoutes } from './routes/issuers.js';
import { addKeyChangeRoutes } from './routes/key-changes.js';
import { addReachRoutes } from './routes/key-reach.js';
import { addKeyRoutes } from './routes/keys.js';
import { addPolicyRoutes } from './routes/policy.js';
import { addUserRoutes } from './routes/users.js';
import { addUserChangeRoutes } from './routes/user-changes.js';
import { addRoleRoutes } from './routes/roles.js';
import { addUserSessionRoutes } from './routes/user-sessions.js';
import { addRecordRoutes } from './routes/records.js';
import { addSessionRoutes } from './routes/session.js';
import { SECURITY_HEADERS, contentPolicy } from '../security-headers.js';
import { compileSerializer } from './serialize.js';
import { makeSessions } from './sessions.js';
import type { SessionLimits } from './sessions.js';
import { makeValidatorCompiler } from './validation.js';

export interface ManagementServerOptions extends ManagementDeps {
  readonly scheme: 'http' | 'https';
  readonly version: string;
  readonly sessions?: SessionLimits;
}

export interface Management {
  /** Answers a request of the listener that it shares with metrics and health. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Answers 404 at a path that is none of the API's, in the form of its errors. */
  replyMissing(response: ServerResponse): void;
  /** The OpenAPI document, as it is served. */
  openApi(): object;
  close(): Promise<void>;
}

const MINUTE_MS = 60_000;
const SESSIONS: SessionLimits = {
  ...{ idleMs: 30 * MINUTE_MS, absoluteMs: 720 * MINUTE_MS },
  ...{ maxSessions: 1_000, maxPerCredential: 20 },
};
const ATTEMPTS = { maxFailures: 10, maxOfNetwork: 40, windowMs: MINUTE_MS, maxSources: 100_000 };
/** Requests that wait for the database must not take the process from those that metrics and decisions need. */
const MAX_IN_FLIGHT = 128;

/** The Management API and the admin page. They do not listen: the HTTP listener hands requests over. */
export async function makeManagement(options: ManagementServerOptions): Promise<Management> {
  const { family, log } = options;
  const app = fastify({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: 500 },
    frameworkErrors: (error, _request, reply) => void sendProblem(reply as FastifyReply, toProblem(error), family()),
  });
  app.setValidatorCompiler(makeValidatorCompiler());
  app.setSerializerCompiler(compileSerializer);
  app.setErrorHandler(makeErrorHandler(family, log));
  parseStrictBodies(app, MAX_BODY_BYTES);
  const paths = new Set<string>();
  app.addHook('onRoute', ({ url }) => void paths.add(url));
  await app.register(swagger, openApiOptions(options.version));
  app.addHook('onRequest', (_request, reply, done) => {
    void reply.headers({ ...SECURITY_HEADERS, 'Content-Security-Policy': contentPolicy(null) });
    done();
  });
  // In a scope of its own: what is registered there, and nothing else, is decided by the policy.
  await app.register((scope, _options, done) => {
    addApi(scope, options);
    done();
  });
  let document: object = {};
  addPages(app, options, () => document);
  await app.ready();
  document = nameComponents(app.swagger());
  expectApiPaths(paths);
  return {
    handle: makeHandle(app, family),
    replyMissing: makeReplyMissing(family),
    openApi: () => document,
    close: () => app.close(),
  };
}

function addApi(app: FastifyInstance, options: ManagementServerOptions): void {
  const { clock, scheme, check, family } = options;
  const limits = options.sessions ?? SESSIONS;
  const sessions = makeSessions(limits, clock);
  const attempts = makeSignInAttempts(ATTEMPTS, clock);
  const actorOf = (credential: CredentialRow) => makeCredentialActor(credential, options.reach);
  const contexts = makeContexts(actorOf);
  app.addHook('onRequest', makeAuthorise({ check, sessions, contexts, scheme, family, clock }));
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (!reply.hasHeader('Cache-Control')) void reply.header('Cache-Control', 'no-store');
    done(null, payload);
  });
  addSessionRoutes(app, {
    deps: options,
    contexts,
    makeActor: actorOf,
    sessions,
    attempts,
    scheme,
    idleMs: limits.idleMs,
  });
  addKeyRoutes(app, options, contexts);
  addKeyChangeRoutes(app, options, contexts);
  addReachRoutes(app, options);
  addUserRoutes(app, options, contexts);
  addUserChangeRoutes(app, options, contexts);
  addRoleRoutes(app, options, contexts);
  addUserSessionRoutes(app, options, contexts);
  addIssuerRoutes(app, options, contexts);
  addClientRoutes(app, options, contexts);
  addPolicyRoutes(app, options, contexts);
  addCheckRoutes(app, options);
  addRecordRoutes(app, options);
}

function addPages(app: FastifyInstance, { family }: ManagementServerOptions, document: () => object): void {
  app.get('/openapi.json', { schema: { hide: true } }, () => document());
  app.get('/docs', { schema: { hide: true } }, (request, reply) => {
    if (!acceptsHtml(request.raw)) return sendProblem(reply, NO_SUCH_PATH, family());
    const nonce = randomBytes(18).toString('base64');
    return reply
      .header('Content-Security-Policy', contentPolicy(nonce))
      .header('Content-Type', 'text/html; charset=utf-8')
      .send(docsPage(document() as OpenApiDocument, nonce));
  });
  app.setNotFoundHandler((_request: FastifyRequest, reply: FastifyReply) => sendProblem(reply, NO_SUCH_PATH, family()));
}

const NO_SUCH_PATH = { status: 404, description: 'There is no such path' };

function makeReplyMissing(family: () => string): Management['replyMissing'] {
  const headers = { ...SECURITY_HEADERS, 'Content-Security-Policy': contentPolicy(null), 'Cache-Control': 'no-store' };
  return (response) => {
    response.writeHead(404, { ...headers, 'Content-Type': 'application/json' });
    response.end(problemBody(NO_SUCH_PATH, family()));
  };
}

function makeHandle(app: FastifyInstance, family: () => string): Management['handle'] {
  let inFlight = 0;
  return (request, response) => {
    if (inFlight >= MAX_IN_FLIGHT) {
      const problem = { status: 429, description: 'Too many requests at once', action: 'Try again.' };
      response.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '1', ...SECURITY_HEADERS });
      response.end(problemBody(problem, family()));
      return;
    }
    inFlight += 1;
    response.once('close', () => {
      inFlight -= 1;
    });
    app.routing(request, response);
  };
}
