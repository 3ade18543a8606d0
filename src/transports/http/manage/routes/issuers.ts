import type { FastifyInstance, FastifyReply } from 'fastify';
import { issuerEtag } from '../../../../service/administration/issuers.js';
import type { IssuerSettings, ManagedIssuer } from '../../../../store/ports/managed-issuers.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { MISSING_IF_MATCH, sendProblem } from '../errors.js';
import { operationSchema } from '../operation.js';
import {
  ChangedIssuer,
  CreateIssuerBody,
  EditIssuerBody,
  IdempotencyHeaders,
  IssuerParams,
  ListIssuersQuery,
  OAuthIssuer,
  OAuthIssuerPage,
  Removed,
} from '../schemas.js';

const tag = 'OAuth issuers';
const scope = 'oauth-issuers:manage';

/** As `scopegate.define_issuer` has them. */
const DEFAULTS: Omit<IssuerSettings, 'issuer' | 'audience'> = {
  algorithms: ['RS256', 'PS256', 'ES256', 'EdDSA'],
  jwksUri: null,
  introspection: null,
  clientClaim: 'client_id',
  scopesFrom: 'both',
  enabled: true,
  maxTokenLifetimeSeconds: 86_400,
  scopeMap: [],
};

/** The authorisation servers whose access tokens are accepted. */
export function addIssuerRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addReadRoutes(app, deps);
  addCreateRoute(app, deps, contexts);
  addChangeRoutes(app, deps, contexts);
}

function addReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const readScope = 'oauth-issuers:read';
  app.get<{ Querystring: ListIssuersQuery }>(
    '/v1/oauth-issuers',
    {
      schema: operationSchema({
        id: 'listOAuthIssuers',
        tag,
        summary: 'OAuth issuers by name, in pages',
        scope: readScope,
        query: ListIssuersQuery,
        success: { 200: OAuthIssuerPage },
      }),
    },
    async ({ query }) => {
      const page = await deps.issuers.listIssuers({ ...readPageRequest(query), q: query.q ?? null });
      return { items: page.items.map(issuerView), nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/oauth-issuers/:id',
    {
      schema: operationSchema({
        id: 'getOAuthIssuer',
        tag,
        summary: 'One OAuth issuer',
        scope: readScope,
        params: IssuerParams,
        success: { 200: OAuthIssuer },
        errors: [404],
      }),
    },
    async ({ params }, reply) => {
      const issuer = await deps.issuers.findIssuer(params.id);
      return withEtag(reply, issuer).send(issuerView(issuer));
    },
  );
}

function addCreateRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.post<{ Body: CreateIssuerBody; Headers: IdempotencyHeaders }>(
    '/v1/oauth-issuers',
    {
      schema: operationSchema({
        id: 'createOAuthIssuer',
        tag,
        summary: 'Accept the access tokens of an issuer',
        description: 'Its clients come after it. 200 when an idempotent request is repeated.',
        scope,
        headers: IdempotencyHeaders,
        body: CreateIssuerBody,
        success: { 200: ChangedIssuer, 201: ChangedIssuer },
        errors: [409, 422],
      }),
    },
    async (request, reply) => {
      const { name, ...given } = request.body;
      const made = await deps.administration.issuers.create(
        await contexts.actor(request),
        { name, settings: { ...DEFAULTS, ...given } },
        request.headers['idempotency-key'] ?? null,
      );
      if (made.replayed) void reply.header('Idempotency-Replayed', 'true');
      return withEtag(reply, made.value)
        .code(made.replayed ? 200 : 201)
        .header('Location', `/v1/oauth-issuers/${encodeURIComponent(name)}`)
        .send({ issuer: issuerView(made.value), revision: made.revision });
    },
  );
}

function addChangeRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.patch<{ Params: { id: string }; Body: EditIssuerBody }>(
    '/v1/oauth-issuers/:id',
    {
      schema: operationSchema({
        id: 'editOAuthIssuer',
        tag,
        summary: 'Change, enable or disable an OAuth issuer',
        description: 'What is left out stays. Needs the header If-Match with the entity tag that was read.',
        scope,
        params: IssuerParams,
        body: EditIssuerBody,
        success: { 200: ChangedIssuer },
        errors: [404, 409, 412, 428],
      }),
    },
    async (request, reply) => {
      const ifMatch = request.headers['if-match'];
      if (ifMatch === undefined) return sendProblem(reply, MISSING_IF_MATCH, deps.family());
      const actor = await contexts.actor(request);
      const edit = { name: request.params.id, change: request.body, ifMatch };
      const { value, revision } = await deps.administration.issuers.edit(actor, edit);
      return withEtag(reply, value).send({ issuer: issuerView(value), revision });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/v1/oauth-issuers/:id',
    {
      schema: operationSchema({
        id: 'removeOAuthIssuer',
        tag,
        summary: 'Remove an OAuth issuer that has no clients',
        description: 'Takes If-Match.',
        scope,
        params: IssuerParams,
        success: { 200: Removed },
        errors: [404, 409, 412],
      }),
    },
    async (request) => {
      const actor = await contexts.actor(request);
      const { revision } = await deps.administration.issuers.remove(
        actor,
        request.params.id,
        request.headers['if-match'] ?? null,
      );
      return { revision };
    },
  );
}

function withEtag(reply: FastifyReply, issuer: ManagedIssuer): FastifyReply {
  return reply.header('ETag', issuerEtag(issuer));
}

function issuerView(issuer: ManagedIssuer) {
  const { name, audience, algorithms, jwksUri, introspection, clientClaim, scopesFrom, enabled, scopeMap } = issuer;
  const address = { issuer: issuer.issuer, audience, algorithms, jwksUri, introspection };
  const meaning = {
    clientClaim,
    scopesFrom,
    enabled,
    maxTokenLifetimeSeconds: issuer.maxTokenLifetimeSeconds,
    scopeMap,
  };
  return { name, ...address, ...meaning, clientCount: issuer.clientCount, etag: issuerEtag(issuer) };
}
