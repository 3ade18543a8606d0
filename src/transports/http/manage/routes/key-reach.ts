import type { FastifyInstance } from 'fastify';
import type { CredentialKind } from '../../../../engine/index.js';
import type { EndpointFilter } from '../../../../store/ports/browsing.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { toIsoTime, toIsoTimeOrNull } from '../../../../base/instant.js';
import { operationSchema } from '../operation.js';
import { KeyParams, KeyUsageBody, PreviewBody, ReachPage, ReachQuery, UsageQuery } from '../schemas.js';

/** What scopes open: of a key that exists, and of one that somebody is about to make. */
export function addReachRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Params: { id: string }; Querystring: ReachQuery }>(
    '/v1/api-keys/:id/endpoints',
    {
      schema: operationSchema({
        id: 'listApiKeyEndpoints',
        tag: 'API keys',
        summary: 'What a key can call while it is usable',
        scope: 'api-keys:read',
        params: KeyParams,
        query: ReachQuery,
        success: { 200: ReachPage },
        errors: [404],
      }),
    },
    async ({ params, query }) => {
      const { heldScopes } = await deps.keys.findKey(params.id);
      return reachOf(deps, { scopes: heldScopes, kind: 'api_key' }, query);
    },
  );
  app.post<{ Body: PreviewBody }>(
    '/v1/previews',
    {
      schema: operationSchema({
        id: 'previewScopes',
        tag: 'Policy',
        summary: 'What a credential with these scopes could call',
        scope: 'policy:read',
        body: PreviewBody,
        success: { 200: ReachPage },
      }),
    },
    ({ body }) => reachOf(deps, { scopes: body.scopes, kind: body.kind ?? 'api_key' }, body),
  );
  addUsageRoute(app, deps);
}

function addUsageRoute(app: FastifyInstance, deps: ManagementDeps): void {
  app.get<{ Params: { id: string }; Querystring: { days?: number } }>(
    '/v1/api-keys/:id/usage',
    {
      schema: operationSchema({
        id: 'getApiKeyUsage',
        tag: 'API keys',
        summary: 'Which scopes a key has used, and which it has not',
        scope: 'api-keys:read',
        params: KeyParams,
        query: UsageQuery,
        success: { 200: KeyUsageBody },
        errors: [404],
      }),
    },
    async ({ params, query }) => {
      const usage = await deps.readKeyUsage(params.id, query.days ?? 90);
      return {
        since: toIsoTime(usage.sinceMs),
        scopes: usage.scopes.map(({ lastUsedAtMs, ...use }) => ({
          ...use,
          lastUsedAt: toIsoTimeOrNull(lastUsedAtMs),
          unused: use.allowedCalls === 0,
        })),
        unusedScopes: usage.unusedScopes,
        endpoints: usage.endpoints.map(({ lastUsedAtMs, lastDeniedAtMs, ...use }) => ({
          ...use,
          lastUsedAt: toIsoTimeOrNull(lastUsedAtMs),
          lastDeniedAt: toIsoTimeOrNull(lastDeniedAtMs),
        })),
      };
    },
  );
}

interface Holding {
  readonly scopes: readonly string[];
  readonly kind: CredentialKind;
}

async function reachOf(deps: ManagementDeps, holding: Holding, query: ReachQuery) {
  const { summary, page } = await deps.readReach({ holding, ...readPageRequest(query), ...endpointFilter(query) });
  return { summary, items: page.items, nextCursor: writeCursor(page.next), total: page.total };
}

export function endpointFilter(query: ReachQuery): EndpointFilter {
  return {
    q: query.q ?? null,
    api: query.api ?? null,
    product: query.product ?? null,
    method: query.method ?? null,
    effect: query.effect ?? null,
  };
}
