import type { FastifyInstance } from 'fastify';
import { roleEtag } from '../../../../service/administration/define-role.js';
import type { ManagedRole } from '../../../../store/ports/managed-roles.js';
import type { Contexts } from '../context.js';
import { readPageRequest, writeCursor } from '../cursor.js';
import type { ManagementDeps } from '../deps.js';
import { operationSchema } from '../operation.js';
import { ChangedRole, DefineRoleBody, ListRolesQuery, Removed, Role, RolePage, RoleParams } from '../schemas.js';

const tag = 'Roles';

/** Named sets of scopes. */
export function addRoleRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  addReadRoutes(app, deps);
  const scope = 'roles:manage';
  app.put<{ Params: { id: string }; Body: DefineRoleBody }>(
    '/v1/roles/:id',
    {
      schema: operationSchema({
        id: 'defineRole',
        tag,
        summary: 'Make a role, or give one exactly these scopes',
        description:
          'Everybody who holds the role holds what it grants from then on, and no more. A role that there is needs the header If-Match with the entity tag that was read.',
        scope,
        params: RoleParams,
        body: DefineRoleBody,
        success: { 200: ChangedRole, 201: ChangedRole },
        errors: [409, 412, 428],
      }),
    },
    async (request, reply) => {
      const { description = '', scopes } = request.body;
      const role = { name: request.params.id, description, scopes };
      const actor = await contexts.actor(request);
      const { revision, value } = await deps.administration.roles.define(actor, {
        role,
        ifMatch: request.headers['if-match'] ?? null,
      });
      return reply
        .code(value.isNew ? 201 : 200)
        .header('ETag', roleEtag(value.role))
        .send({ role: roleView(value.role), revision });
    },
  );
  app.delete<{ Params: { id: string } }>(
    '/v1/roles/:id',
    {
      schema: operationSchema({
        id: 'removeRole',
        tag,
        summary: 'Remove a role that nobody holds',
        description: 'Takes If-Match.',
        scope,
        params: RoleParams,
        success: { 200: Removed },
        errors: [404, 409, 412],
      }),
    },
    async (request) => {
      const actor = await contexts.actor(request);
      const { revision } = await deps.administration.roles.remove(actor, {
        name: request.params.id,
        ifMatch: request.headers['if-match'] ?? null,
      });
      return { revision };
    },
  );
}

function addReadRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  const scope = 'roles:read';
  app.get<{ Querystring: { q?: string; limit?: number; cursor?: string } }>(
    '/v1/roles',
    {
      schema: operationSchema({
        id: 'listRoles',
        tag,
        summary: 'Roles by name, in pages',
        scope,
        query: ListRolesQuery,
        success: { 200: RolePage },
      }),
    },
    async ({ query }) => {
      const page = await deps.roles.listRoles({ ...readPageRequest(query), q: query.q ?? null });
      return { items: page.items.map(roleView), nextCursor: writeCursor(page.next), total: page.total };
    },
  );
  app.get<{ Params: { id: string } }>(
    '/v1/roles/:id',
    {
      schema: operationSchema({
        id: 'getRole',
        tag,
        summary: 'One role',
        scope,
        params: RoleParams,
        success: { 200: Role },
        errors: [404],
      }),
    },
    async ({ params }, reply) => {
      const role = await deps.roles.findRole(params.id);
      return reply.header('ETag', roleEtag(role)).send(roleView(role));
    },
  );
}

function roleView(role: ManagedRole) {
  return { ...role, etag: roleEtag(role) };
}
