import type { FastifyInstance, FastifyReply } from 'fastify';
import type { ManagedKey } from '../../../../store/ports/managed-keys.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { keyEtag } from '../../../../service/administration/entity-tag.js';
import { keyView } from '../key-view.js';
import { operationSchema } from '../operation.js';
import {
  ApiKey,
  ApiKeyPage,
  CreateKeyBody,
  CreatedKey,
  IdempotencyHeaders,
  KeyParams,
  ListKeysQuery,
} from '../schemas.js';

const tag = 'API keys';

export function withEtag(reply: FastifyReply, key: ManagedKey): FastifyReply {
  return reply.header('ETag', keyEtag(key));
}

export function addKeyRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addListRoute(app, deps);
  addCreateRoute(app, deps, contexts);
  app.get<{ Params: { id: string } }>(
    '/v1/api-keys/:id',
    {
      schema: operationSchema({
        id: 'getApiKey',
        tag,
        summary: 'One API key',
        scope: 'api-keys:read',
        params: KeyParams,
        success: { 200: ApiKey },
        errors: [404],
      }),
    },
    async (request, reply) => {
      const key = await deps.keys.findKey(request.params.id);
      return withEtag(reply, key).send(keyView(key));
    },
  );
}

function addListRoute(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Querystring: ListKeysQuery }>(
    '/v1/api-keys',
    {
      schema: operationSchema({
        id: 'listApiKeys',
        tag,
        summary: 'API keys, by filters, sorted, in pages',
        scope: 'api-keys:read',
        query: ListKeysQuery,
        success: { 200: ApiKeyPage },
      }),
    },
    async ({ query }) => {
      const page = await deps.keys.listKeys({
        ...readPageRequest(query),
        q: query.q ?? null,
        account: query.account ?? null,
        scope: query.scope ?? null,
        state: query.state ?? null,
        sort: query.sort ?? 'createdAt',
        order: query.order ?? 'desc',
      });
      return { items: page.items.map(keyView), nextCursor: writeCursor(page.next), total: page.total };
    },
  );
}

function addCreateRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.post<{ Body: CreateKeyBody; Headers: IdempotencyHeaders }>(
    '/v1/api-keys',
    {
      schema: operationSchema({
        id: 'createApiKey',
        tag,
        summary: 'Make an API key',
        description: 'The secret is shown in this answer and never again. 200 when an idempotent request is repeated.',
        scope: 'api-keys:manage',
        headers: IdempotencyHeaders,
        body: CreateKeyBody,
        success: { 200: CreatedKey, 201: CreatedKey },
        errors: [409, 422],
      }),
    },
    async (request, reply) => {
      const { body, headers } = request;
      const made = await deps.administration.keys.create(
        await contexts.actor(request),
        {
          name: body.name,
          account: body.account ?? null,
          scopes: body.scopes,
          roles: body.roles ?? [],
          allowedAddresses: body.allowedAddresses ?? [],
          notBefore: body.notBefore ?? null,
          expiresAt: body.expiresAt ?? null,
        },
        { idempotencyKey: headers['idempotency-key'] ?? null },
      );
      if (made.replayed) void reply.header('Idempotency-Replayed', 'true');
      return withEtag(reply, made.value)
        .code(made.replayed ? 200 : 201)
        .header('Location', `/v1/api-keys/${encodeURIComponent(made.value.publicId)}`)
        .send({ key: keyView(made.value), secret: made.secret, revision: made.revision });
    },
  );
}
