import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HostRule } from '../host-rule.js';
import type { HttpRoute } from '../route.js';
import { valuesOf } from '../raw-headers.js';
import { readJsonBody } from './body.js';
import { refuseStranger } from './callers.js';
import type { PepRules } from './callers.js';
import { ENDPOINTS } from './endpoints.js';
import type { EndpointName } from './endpoints.js';
import { parseEvaluation } from './entities.js';
import { makeEvaluate } from './evaluate.js';
import type { Evaluate, EvaluateDeps } from './evaluate.js';
import { evaluateAll } from './evaluations.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { metadataOf, metadataPath } from './metadata.js';
import type { Identifier } from './metadata.js';
import { AuthzenProblem } from './problem.js';
import { replyJson, replyProblem } from './reply.js';
import { makeSearches } from './search.js';
import type { SearchDeps } from './search.js';

export interface AuthzenDeps extends EvaluateDeps, SearchDeps, PepRules {
  readonly identifier: Identifier;
  readonly hosts: HostRule;
}

/** Bodies that are held at once: 64 MiB at most. */
const MAX_IN_FLIGHT = 64;

/**
 * The OpenID AuthZEN Authorization API 1.0 (https://openid.net/specs/authorization-api-1_0.html) in its HTTPS binding
 * (section 10.1). A deny is a decision, status 200; every other status says that there is none.
 */
export function makeAuthzenRoutes(deps: AuthzenDeps): readonly HttpRoute[] {
  const evaluateIn = makeEvaluate(deps);
  const answers: Readonly<Record<EndpointName, (body: JsonObject, evaluate: Evaluate) => Promise<object>>> = {
    evaluation: (body, evaluate) => evaluate(parseEvaluation(body)),
    evaluations: evaluateAll,
    ...makeSearches(deps),
  };
  const admit = makeAdmission(MAX_IN_FLIGHT);
  const metadata = metadataPath(deps.identifier);
  return [
    ...ENDPOINTS.map(({ name, path }) =>
      makeRoute(path, ['POST'], (request) => {
        refuseStranger(request, deps);
        const evaluate = evaluateIn(valuesOf(request.rawHeaders, 'traceparent')[0] ?? '');
        return admit(async () => answers[name](await readJsonBody(request), evaluate));
      }),
    ),
    makeRoute(metadata, ['GET', 'HEAD'], (request) => metadataOf(request, deps)),
  ];
}

function makeRoute(
  path: string,
  methods: readonly string[],
  answer: (request: IncomingMessage) => object | Promise<object>,
): HttpRoute {
  return {
    audience: 'caller',
    entryPoint: methods.includes('POST') ? path : null,
    matches: (target) => target === path,
    async handle(request, response) {
      echoRequestId(request, response);
      try {
        if (!methods.includes(request.method ?? '')) {
          throw new AuthzenProblem(405, `only ${methods.join(' and ')}`, { Allow: methods.join(', ') });
        }
        replyJson(response, await answer(request));
      } catch (error) {
        replyProblem(response, error);
      }
    },
  };
}

/** Section 10.1.3: whatever becomes of a request, its answer has its id. */
function echoRequestId({ rawHeaders }: IncomingMessage, response: ServerResponse): void {
  const ids = valuesOf(rawHeaders, 'x-request-id');
  if (ids.length > 0) response.setHeader('X-Request-ID', ids);
}

function makeAdmission(maxInFlight: number): (answer: () => Promise<object>) => Promise<object> {
  let inFlight = 0;
  return async (answer) => {
    if (inFlight >= maxInFlight) throw new AuthzenProblem(503, 'too many requests at once', { 'Retry-After': '1' });
    inFlight++;
    try {
      return await answer();
    } finally {
      inFlight--;
    }
  };
}
