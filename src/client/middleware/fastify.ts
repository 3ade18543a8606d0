import type { IncomingMessage } from 'node:http';
import type { CheckResponse } from '../decision-point.js';
import { admit } from './admission.js';
import type { AdmissionOptions } from './admission.js';

/** The fields of a fastify request that are used here. */
export interface FastifyRequestLike {
  readonly raw: IncomingMessage;
  readonly originalUrl: string;
}

export interface FastifyReplyLike {
  code(status: number): unknown;
  headers(values: Record<string, string>): unknown;
  send(body: string): unknown;
}

export type FastifyHook = (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown>;

export interface FastifyGuard {
  /** An `onRequest` hook: lets a request through when the policy of its route does. */
  readonly decideByRoute: FastifyHook;
  /** Besides, the credential must hold one of these scopes. A public route reads none, and then lets nobody through. */
  readonly requireScopes: (...scopes: [string, ...string[]]) => FastifyHook;
  /** The decision that let this request through; its `canonicalPath` is what to forward. Null before the hook. */
  readonly decisionOf: (request: FastifyRequestLike) => CheckResponse | null;
}

/** Guards a fastify application, or a part of it. No answer is 503; nothing goes on without an allow. */
export function guardFastify(options: AdmissionOptions): FastifyGuard {
  const decisions = new WeakMap<IncomingMessage, CheckResponse>();
  const guard =
    (scopes: readonly string[]): FastifyHook =>
    async (request, reply) => {
      const { decision, refusal } = await admit(request.raw, request.originalUrl, scopes, options);
      if (refusal === null) {
        decisions.set(request.raw, decision);
        return undefined;
      }
      reply.code(refusal.status);
      reply.headers({ ...refusal.headers });
      return reply.send(refusal.body);
    };
  return {
    decideByRoute: guard([]),
    requireScopes: (...scopes) => guard(scopes),
    decisionOf: (request) => decisions.get(request.raw) ?? null,
  };
}
