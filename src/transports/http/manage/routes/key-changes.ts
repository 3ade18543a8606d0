import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ChangeRequest } from '../../../../service/administration/change-key.js';
import type { Contexts } from '../context.js';
import type { ManagementDeps } from '../deps.js';
import { MISSING_IF_MATCH, sendProblem } from '../errors.js';
import { keyView } from '../key-view.js';
import { operationSchema } from '../operation.js';
import { ChangedKey, EditKeyBody, IdempotencyHeaders, KeyParams, RotateKeyBody, RotatedKey } from '../schemas.js';
import { withEtag } from './keys.js';

const tag = 'API keys';
const scope = 'api-keys:manage';

interface Switch {
  readonly name: 'enable' | 'disable' | 'revoke';
  readonly summary: string;
  readonly change: ChangeRequest;
}

const SWITCHES: readonly Switch[] = [
  { name: 'enable', summary: 'Let a disabled key through again', change: { enabled: true } },
  { name: 'disable', summary: 'Refuse a key until it is enabled', change: { enabled: false } },
  { name: 'revoke', summary: 'End a key for good; it stays on record', change: { revoke: true } },
];

export function addKeyChangeRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addEditRoute(app, deps, contexts);
  addRotateRoute(app, deps, contexts);
  for (const each of SWITCHES) addSwitchRoute(app, { deps, contexts, each });
}

interface Change {
  readonly deps: ManagementDeps;
  readonly contexts: Contexts;
  readonly publicId: string;
  readonly change: ChangeRequest;
}

async function applyChange(request: FastifyRequest, reply: FastifyReply, what: Change): Promise<FastifyReply> {
  const { deps, contexts, publicId, change } = what;
  const actor = await contexts.actor(request);
  const ifMatch = request.headers['if-match'] ?? null;
  const { revision, value } = await deps.administration.keys.change(actor, { publicId, change, ifMatch });
  return withEtag(reply, value).send({ key: keyView(value), revision });
}

function addEditRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.patch<{ Params: { id: string }; Body: EditKeyBody }>(
    '/v1/api-keys/:id',
    {
      schema: operationSchema({
        id: 'editApiKey',
        tag,
        summary: 'Change an API key',
        description: 'What is left out stays. Needs the header If-Match with the entity tag that was read.',
        scope,
        params: KeyParams,
        body: EditKeyBody,
        success: { 200: ChangedKey },
        errors: [404, 409, 412, 428],
      }),
    },
    async (request, reply) => {
      if (request.headers['if-match'] === undefined) return sendProblem(reply, MISSING_IF_MATCH, deps.family());
      return applyChange(request, reply, { deps, contexts, publicId: request.params.id, change: request.body });
    },
  );
}

function addSwitchRoute(
  app: FastifyInstance,
  { deps, contexts, each }: { deps: ManagementDeps; contexts: Contexts; each: Switch },
): void {
  app.post<{ Params: { id: string } }>(
    `/v1/api-keys/:id/${each.name}`,
    {
      schema: operationSchema({
        id: `${each.name}ApiKey`,
        tag,
        summary: each.summary,
        scope,
        params: KeyParams,
        success: { 200: ChangedKey },
        errors: each.name === 'revoke' ? [404, 412] : [404, 409, 412],
      }),
    },
    (request, reply) =>
      applyChange(request, reply, { deps, contexts, publicId: request.params.id, change: each.change }),
  );
}

function addRotateRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.post<{ Params: { id: string }; Body: RotateKeyBody; Headers: IdempotencyHeaders }>(
    '/v1/api-keys/:id/rotate',
    {
      schema: operationSchema({
        id: 'rotateApiKey',
        tag,
        summary: 'Replace an API key, both being valid for a while',
        description: 'The new key has the scopes, addresses and expiry of the old one. Its secret is shown once.',
        scope,
        params: KeyParams,
        headers: IdempotencyHeaders,
        body: RotateKeyBody,
        success: { 200: RotatedKey, 201: RotatedKey },
        errors: [404, 409, 412, 422],
      }),
    },
    async (request, reply) => {
      const made = await deps.administration.keys.rotate(
        await contexts.actor(request),
        {
          publicId: request.params.id,
          overlapMs: request.body.overlapSeconds * 1000,
          ifMatch: (request.headers as { 'if-match'?: string })['if-match'] ?? null,
        },
        { idempotencyKey: request.headers['idempotency-key'] ?? null },
      );
      const { key, replaced } = made.value;
      if (made.replayed) void reply.header('Idempotency-Replayed', 'true');
      return withEtag(reply, key)
        .code(made.replayed ? 200 : 201)
        .header('Location', `/v1/api-keys/${encodeURIComponent(key.publicId)}`)
        .send({ key: keyView(key), secret: made.secret, replaced: keyView(replaced), revision: made.revision });
    },
  );
}
