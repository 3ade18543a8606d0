import type { FastifyInstance, FastifyReply } from 'fastify';
import { keyEtag } from '../../../../service/administration/entity-tag.js';
import type { ManagedClient } from '../../../../store/ports/managed-clients.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { MISSING_IF_MATCH, sendProblem } from '../errors.js';
import { keyView } from '../key-view.js';
import { operationSchema } from '../operation.js';
import {
  ChangedClient,
  ClientParams,
  CreateClientBody,
  EditClientBody,
  IdempotencyHeaders,
  ListClientsQuery,
  OAuthClient,
  OAuthClientPage,
  Removed,
} from '../schemas.js';

const tag = 'OAuth clients';
const scope = 'oauth-issuers:manage';

/** Clients of OAuth issuers: credentials that are granted scopes like all others. */
export function addClientRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addReadRoutes(app, deps);
  addCreateRoute(app, deps, contexts);
  addChangeRoutes(app, deps, contexts);
}

function addReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const readScope = 'oauth-issuers:read';
  app.get<{ Querystring: ListClientsQuery }>(
    '/v1/oauth-clients',
    {
      schema: operationSchema({
        id: 'listOAuthClients',
        tag,
        summary: 'Clients of OAuth issuers by name, in pages',
        scope: readScope,
        query: ListClientsQuery,
        success: { 200: OAuthClientPage },
      }),
    },
    async ({ query }) => {
      const { q = null, issuer = null } = query;
      const page = await deps.clients.listClients({ ...readPageRequest(query), q, issuer });
      return { items: page.items.map(clientView), nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/oauth-clients/:id',
    {
      schema: operationSchema({
        id: 'getOAuthClient',
        tag,
        summary: 'One client of an OAuth issuer',
        scope: readScope,
        params: ClientParams,
        success: { 200: OAuthClient },
        errors: [404],
      }),
    },
    async ({ params }, reply) => {
      const client = await deps.clients.findClient(params.id);
      return withEtag(reply, client).send(clientView(client));
    },
  );
}

function addCreateRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.post<{ Body: CreateClientBody; Headers: IdempotencyHeaders }>(
    '/v1/oauth-clients',
    {
      schema: operationSchema({
        id: 'createOAuthClient',
        tag,
        summary: 'Let a client of an OAuth issuer in',
        description: '404 where there is no such issuer. 200 when an idempotent request is repeated.',
        scope,
        headers: IdempotencyHeaders,
        body: CreateClientBody,
        success: { 200: ChangedClient, 201: ChangedClient },
        errors: [404, 409, 422],
      }),
    },
    async (request, reply) => {
      const { issuer, clientId, name, account, scopes = [], roles = [], allowedAddresses = [] } = request.body;
      const made = await deps.administration.clients.create(
        await contexts.actor(request),
        {
          ...{ issuer, clientId, scopes, roles, allowedAddresses },
          name: name ?? clientId?.trim() ?? `others of ${issuer}`.slice(0, 200),
          account: account ?? null,
        },
        request.headers['idempotency-key'] ?? null,
      );
      if (made.replayed) void reply.header('Idempotency-Replayed', 'true');
      return withEtag(reply, made.value)
        .code(made.replayed ? 200 : 201)
        .header('Location', `/v1/oauth-clients/${encodeURIComponent(made.value.publicId)}`)
        .send({ client: clientView(made.value), revision: made.revision });
    },
  );
}

function addChangeRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.patch<{ Params: { id: string }; Body: EditClientBody }>(
    '/v1/oauth-clients/:id',
    {
      schema: operationSchema({
        id: 'editOAuthClient',
        tag,
        summary: 'Change a client: what it holds, where from and when, and whether it may call',
        description: 'What is left out stays. Needs the header If-Match with the entity tag that was read.',
        scope,
        params: ClientParams,
        body: EditClientBody,
        success: { 200: ChangedClient },
        errors: [404, 409, 412, 428],
      }),
    },
    async (request, reply) => {
      const ifMatch = request.headers['if-match'];
      if (ifMatch === undefined) return sendProblem(reply, MISSING_IF_MATCH, deps.family());
      const actor = await contexts.actor(request);
      const { value, revision } = await deps.administration.clients.edit(actor, {
        publicId: request.params.id,
        change: request.body,
        ifMatch,
      });
      return withEtag(reply, value).send({ client: clientView(value), revision });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/v1/oauth-clients/:id',
    {
      schema: operationSchema({
        id: 'removeOAuthClient',
        tag,
        summary: 'Remove a client of an OAuth issuer; the audit trail keeps what it was',
        description: 'Takes If-Match.',
        scope,
        params: ClientParams,
        success: { 200: Removed },
        errors: [404, 412],
      }),
    },
    async (request) => {
      const actor = await contexts.actor(request);
      const { revision } = await deps.administration.clients.remove(
        actor,
        request.params.id,
        request.headers['if-match'] ?? null,
      );
      return { revision };
    },
  );
}

function withEtag(reply: FastifyReply, client: ManagedClient): FastifyReply {
  return reply.header('ETag', keyEtag(client));
}

function clientView(client: ManagedClient) {
  const { issuer, clientId } = client;
  return { ...keyView(client), issuer, clientId };
}
