import type { FastifyInstance } from 'fastify';
import { keyEtag } from '../../../../service/administration/entity-tag.js';
import type { ManagedUser } from '../../../../store/ports/managed-users.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { toIsoTime, toIsoTimeOrNull } from '../../../../base/instant.js';
import { operationSchema } from '../operation.js';
import {
  ChangedUser,
  CreateUserBody,
  IdempotencyHeaders,
  ListUsersQuery,
  User,
  UserPage,
  UserParams,
} from '../schemas.js';

const tag = 'Users';

/** Users, who call with Basic credentials. */
export function addUserRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addReadRoutes(app, deps);
  app.post<{ Body: CreateUserBody; Headers: IdempotencyHeaders }>(
    '/v1/users',
    {
      schema: operationSchema({
        id: 'createUser',
        tag,
        summary: 'Make a user',
        description: '200 when an idempotent request is repeated.',
        scope: 'users:manage',
        headers: IdempotencyHeaders,
        body: CreateUserBody,
        success: { 200: ChangedUser, 201: ChangedUser },
        errors: [409, 422],
      }),
    },
    async (request, reply) => {
      const { login, password, name, account, scopes = [], roles = [], allowedAddresses = [] } = request.body;
      const made = await deps.administration.users.create(
        await contexts.actor(request),
        { login, password, name: name ?? login, account: account ?? null, scopes, roles, allowedAddresses },
        { idempotencyKey: request.headers['idempotency-key'] ?? null },
      );
      if (made.replayed) void reply.header('Idempotency-Replayed', 'true');
      return reply
        .code(made.replayed ? 200 : 201)
        .header('Location', `/v1/users/${encodeURIComponent(made.value.publicId)}`)
        .header('ETag', keyEtag(made.value))
        .send({ user: userView(made.value), revision: made.revision });
    },
  );
}

function addReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const scope = 'users:read';
  app.get<{ Querystring: ListUsersQuery }>(
    '/v1/users',
    {
      schema: operationSchema({
        id: 'listUsers',
        tag,
        summary: 'Users by name, in pages',
        scope,
        query: ListUsersQuery,
        success: { 200: UserPage },
      }),
    },
    async ({ query }) => {
      const { q = null, role = null } = query;
      const page = await deps.users.listUsers({ ...readPageRequest(query), q, role });
      return { items: page.items.map(userView), nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/users/:id',
    {
      schema: operationSchema({
        id: 'getUser',
        tag,
        summary: 'One user',
        scope,
        params: UserParams,
        success: { 200: User },
        errors: [404],
      }),
    },
    async ({ params }, reply) => {
      const user = await deps.users.findUser(params.id);
      return reply.header('ETag', keyEtag(user)).send(userView(user));
    },
  );
}

export function userView(user: ManagedUser) {
  return {
    login: user.publicId,
    name: user.name,
    account: user.account,
    enabled: user.enabled,
    scopes: user.scopes,
    roles: user.roles,
    heldScopes: user.heldScopes,
    allowedAddresses: user.allowedAddresses,
    createdAt: toIsoTime(user.createdAtMs),
    removedAt: toIsoTimeOrNull(user.revokedAtMs),
    etag: keyEtag(user),
  };
}
