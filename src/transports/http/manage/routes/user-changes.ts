import type { FastifyInstance, FastifyReply } from 'fastify';
import { keyEtag } from '../../../../service/administration/entity-tag.js';
import type { Written } from '../../../../store/ports/managed-keys.js';
import type { ManagedUser } from '../../../../store/ports/managed-users.js';
import type { Contexts } from '../context.js';
import type { ManagementDeps } from '../deps.js';
import { MISSING_IF_MATCH, sendProblem } from '../errors.js';
import { operationSchema } from '../operation.js';
import { ChangedUser, EditUserBody, PasswordBody, UserParams } from '../schemas.js';
import { userView } from './users.js';

const tag = 'Users';
const scope = 'users:manage';

export function addUserChangeRoutes(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.patch<{ Params: { id: string }; Body: EditUserBody }>(
    '/v1/users/:id',
    {
      schema: operationSchema({
        id: 'editUser',
        tag,
        summary: 'Change a user: what it holds, where from, and whether it may call',
        description: 'What is left out stays. Needs the header If-Match with the entity tag that was read.',
        scope,
        params: UserParams,
        body: EditUserBody,
        success: { 200: ChangedUser },
        errors: [404, 409, 412, 428],
      }),
    },
    async (request, reply) => {
      const ifMatch = request.headers['if-match'];
      if (ifMatch === undefined) return sendProblem(reply, MISSING_IF_MATCH, deps.family());
      const actor = await contexts.actor(request);
      return changed(
        reply,
        await deps.administration.users.change(actor, { login: request.params.id, change: request.body, ifMatch }),
      );
    },
  );
  addRemoveRoute(app, deps, contexts);
  app.post<{ Params: { id: string }; Body: { password: string } }>(
    '/v1/users/:id/password',
    {
      schema: operationSchema({
        id: 'setUserPassword',
        tag,
        summary: 'Set the password of a user and end the sessions of it',
        scope,
        params: UserParams,
        body: PasswordBody,
        success: { 200: ChangedUser },
        errors: [404, 409],
      }),
    },
    async (request, reply) => {
      const actor = await contexts.actor(request);
      return changed(
        reply,
        await deps.administration.users.setPassword(actor, request.params.id, request.body.password),
      );
    },
  );
}

function addRemoveRoute(app: FastifyInstance, deps: ManagementDeps, contexts: Contexts): void {
  app.delete<{ Params: { id: string } }>(
    '/v1/users/:id',
    {
      schema: operationSchema({
        id: 'removeUser',
        tag,
        summary: 'Remove a user for good',
        description:
          'Sessions, grants and password are gone; the name stays taken and the record stays, so that history names nobody else. Takes If-Match.',
        scope,
        params: UserParams,
        success: { 200: ChangedUser },
        errors: [404, 412],
      }),
    },
    async (request, reply) => {
      const actor = await contexts.actor(request);
      return changed(
        reply,
        await deps.administration.users.remove(actor, {
          login: request.params.id,
          ifMatch: request.headers['if-match'] ?? null,
        }),
      );
    },
  );
}

function changed(reply: FastifyReply, { value, revision }: Written<ManagedUser>): FastifyReply {
  return reply.header('ETag', keyEtag(value)).send({ user: userView(value), revision });
}
