import type { FastifyInstance } from 'fastify';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { toIsoTime } from '../../../../base/instant.js';
import { operationSchema } from '../operation.js';
import {
  BeginSessionBody,
  BegunSessionBody,
  ListSessionsQuery,
  Removed,
  SessionParams,
  UserParams,
  UserSessionPage,
} from '../schemas.js';

const tag = 'User sessions';
const scope = 'sessions:manage';

/** Sessions of users: tokens that stand for a user for a while. The cookies of browsers are another thing. */
export function addUserSessionRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addListRoute(app, deps);
  app.post<{ Params: { id: string }; Body: BeginSessionBody }>(
    '/v1/users/:id/sessions',
    {
      schema: operationSchema({
        id: 'beginUserSession',
        tag,
        summary: 'Begin a session for a user',
        description: 'The token is shown in this answer and never again.',
        scope,
        params: UserParams,
        body: BeginSessionBody,
        success: { 201: BegunSessionBody },
        errors: [404, 409],
      }),
    },
    async (request, reply) => {
      const { idleSeconds, lifetimeSeconds } = request.body;
      const times = { idleMs: idleSeconds * 1000, lifetimeMs: lifetimeSeconds * 1000 };
      const actor = await contexts.actor(request);
      const begun = await deps.administration.sessions.begin(actor, { login: request.params.id, ...times });
      const { revision, secret: token } = begun;
      const { publicId, expiresAtMs } = begun.value;
      return reply.code(201).send({ id: publicId, token, expiresAt: toIsoTime(expiresAtMs), revision });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/v1/sessions/:id',
    {
      schema: operationSchema({
        id: 'endUserSession',
        tag,
        summary: 'End a session of a user',
        scope,
        params: SessionParams,
        success: { 200: Removed },
        errors: [404],
      }),
    },
    async (request) => {
      const actor = await contexts.actor(request);
      const { revision } = await deps.administration.sessions.end(actor, request.params.id);
      return { revision };
    },
  );
}

function addListRoute(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Querystring: { login?: string; limit?: number; cursor?: string } }>(
    '/v1/sessions',
    {
      schema: operationSchema({
        id: 'listUserSessions',
        tag,
        summary: 'Sessions of users that go on, newest first',
        scope: 'sessions:read',
        query: ListSessionsQuery,
        success: { 200: UserSessionPage },
      }),
    },
    async ({ query }) => {
      const page = await deps.userSessions.listSessions({ ...readPageRequest(query), login: query.login ?? null });
      const items = page.items.map(({ publicId, login, createdAtMs, expiresAtMs, lastUsedAtMs, idleMs }) => ({
        id: publicId,
        login,
        createdAt: toIsoTime(createdAtMs),
        expiresAt: toIsoTime(expiresAtMs),
        lastUsedAt: toIsoTime(lastUsedAtMs),
        idleTimeoutSeconds: idleMs / 1000,
      }));
      return { items, nextCursor: writeCursor(page.next), total: page.total };
    },
  );
}
