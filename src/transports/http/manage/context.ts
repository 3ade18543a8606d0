import type { FastifyRequest } from 'fastify';
import { ScopegateError } from '../../../base/errors.js';
import type { Answer } from '../../../service/decision/answer.js';
import type { CredentialActor } from '../../../service/administration/actor.js';
import type { CredentialRow } from '../../../store/ports/credentials.js';
import type { BrowserSession } from './sessions.js';

/** What the decision said of a request that was let through. */
export interface RequestContext {
  readonly answer: Answer;
  /** Null without a cookie. */
  readonly session: BrowserSession | null;
}

export interface Contexts {
  set(request: FastifyRequest, context: RequestContext): void;
  get(request: FastifyRequest): RequestContext;
  /** Rejects with `permission_denied` where the policy lets requests without a credential through. */
  actor(request: FastifyRequest): Promise<CredentialActor>;
}

/** Beside the requests, not on them: a request without a decision has no context, and asking for it fails. */
export function makeContexts(makeActor: (credential: CredentialRow) => Promise<CredentialActor>): Contexts {
  const contexts = new WeakMap<FastifyRequest, RequestContext>();
  function get(request: FastifyRequest): RequestContext {
    const context = contexts.get(request);
    if (context === undefined) throw new ScopegateError('internal', 'a request came through without a decision');
    return context;
  }
  return {
    set(request, context) {
      contexts.set(request, context);
    },
    get,
    actor(request) {
      const { principal } = get(request).answer;
      if (principal !== null) return makeActor(principal);
      throw new ScopegateError('permission_denied', 'this needs somebody to ascribe it to: send a credential');
    },
  };
}
