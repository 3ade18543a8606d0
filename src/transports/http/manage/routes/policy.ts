import type { FastifyInstance } from 'fastify';
import { mayGrant } from '../../../../service/administration/hand-out.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { operationSchema } from '../operation.js';
import {
  ApiList,
  CallerPage,
  CallersQuery,
  Endpoint,
  EndpointPage,
  EndpointParams,
  ListEndpointsQuery,
  ListScopesQuery,
  ProductList,
  ScopeCatalogue,
} from '../schemas.js';
import { endpointFilter } from './key-reach.js';

const tag = 'Policy';
const scope = 'policy:read';
/** Category of the scopes that guard this API. */
const BUILT_IN = 'Scopegate';

export function addPolicyRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addScopesRoute(app, deps, contexts);
  addEndpointRoutes(app, deps);
  app.get(
    '/v1/products',
    {
      schema: operationSchema({
        id: 'listProducts',
        tag,
        summary: 'Products',
        scope,
        success: { 200: ProductList },
      }),
    },
    async () => ({ items: await deps.policy.listProducts() }),
  );
  app.get(
    '/v1/apis',
    { schema: operationSchema({ id: 'listApis', tag, summary: 'APIs', scope, success: { 200: ApiList } }) },
    async () => ({ items: await deps.policy.listApis() }),
  );
}

function addScopesRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.get<{ Querystring: { q?: string; category?: string } }>(
    '/v1/scopes',
    {
      schema: operationSchema({
        id: 'listScopes',
        tag,
        summary: 'The scope catalogue, in the order in which it is shown',
        scope,
        query: ListScopesQuery,
        success: { 200: ScopeCatalogue },
      }),
    },
    async (request) => {
      const { q, category } = request.query;
      const [actor, categories, scopes] = await Promise.all([
        contexts.get(request).answer.principal === null ? null : contexts.actor(request),
        deps.policy.listCategories(),
        deps.policy.listScopes(),
      ]);
      const wanted = q?.toLowerCase() ?? '';
      const items = scopes.filter(
        (each) =>
          (category === undefined || each.category === category) &&
          `${each.name} ${each.description}`.toLowerCase().includes(wanted),
      );
      return {
        categories,
        items: items.map((each) => ({
          ...each,
          grantable: actor !== null && mayGrant(actor, each.name),
          builtIn: each.category === BUILT_IN,
        })),
      };
    },
  );
}

function addEndpointRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Querystring: ListEndpointsQuery }>(
    '/v1/endpoints',
    {
      schema: operationSchema({
        id: 'listEndpoints',
        tag,
        summary: 'Endpoints with the scopes of which any one lets a call through',
        scope,
        query: ListEndpointsQuery,
        success: { 200: EndpointPage },
      }),
    },
    async ({ query }) => {
      const page = await deps.policy.listEndpoints({
        ...readPageRequest(query),
        ...endpointFilter(query),
        scope: query.scope ?? null,
        access: query.access ?? null,
      });
      return { items: page.items, nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/endpoints/:id',
    {
      schema: operationSchema({
        id: 'getEndpoint',
        tag,
        summary: 'One endpoint',
        scope,
        params: EndpointParams,
        success: { 200: Endpoint },
        errors: [404],
      }),
    },
    ({ params }) => deps.policy.findEndpoint(params.id),
  );
  addCallersRoute(app, deps);
}

function addCallersRoute(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Params: { id: string }; Querystring: { q?: string; limit?: number; cursor?: string } }>(
    '/v1/endpoints/:id/callers',
    {
      schema: operationSchema({
        id: 'listEndpointCallers',
        tag,
        summary: 'Credentials that can call an endpoint now',
        scope: 'api-keys:read',
        params: EndpointParams,
        query: CallersQuery,
        success: { 200: CallerPage },
        errors: [404],
      }),
    },
    async ({ params, query }) => {
      const page = await deps.policy.listCallers({
        ...readPageRequest(query),
        endpointId: params.id,
        q: query.q ?? null,
      });
      return { items: page.items, nextCursor: writeCursor(page.next), total: page.total };
    },
  );
}
