import type { FastifyInstance } from 'fastify';
import { ScopegateError } from '../../../../base/errors.js';
import { describeEndpoint } from '../../../../engine/index.js';
import type { Answer } from '../../../../service/decision/answer.js';
import type { CheckRequest } from '../../../../service/check-request.js';
import type { ManagementDeps } from '../deps.js';
import { operationSchema } from '../operation.js';
import { CheckBody, CheckResult } from '../schemas.js';

const DEADLINE_MS = 5_000;

export function addCheckRoutes(app: FastifyInstance, deps: ManagementDeps): void {
  app.post<{ Body: CheckBody }>(
    '/v1/checks',
    {
      schema: operationSchema({
        id: 'explainCheck',
        tag: 'Checks',
        summary: 'Decide a request and say why',
        description: 'Name the credential as a client would send it, or by the id of a key.',
        scope: 'checks:explain',
        body: CheckBody,
        success: { 200: CheckResult },
        errors: [404],
      }),
    },
    async ({ body }) => checkView(await explain(deps, body)),
  );
}

async function explain(deps: ManagementDeps, body: CheckBody): Promise<Answer> {
  const request: CheckRequest = {
    authorization: body.authorization ?? '',
    method: body.method,
    target: body.path,
    host: body.host ?? '',
    sourceIp: body.sourceIp ?? '',
    minRevision: 0,
    explain: true,
    deadlineMs: deps.clock() + DEADLINE_MS,
  };
  if (body.keyId === undefined) return deps.check(request);
  if (body.authorization !== undefined) {
    throw new ScopegateError('invalid_argument', 'authorization and keyId both name a credential; send one of them');
  }
  return deps.checkForKey(request, await deps.findHeld(body.keyId));
}

function checkView(answer: Answer): CheckResult {
  const { decision, api, principal, revision, response, explanation } = answer;
  const endpoint = api === null || decision.endpointIndex < 0 ? null : describeEndpoint(api, decision.endpointIndex);
  return {
    decision: decision.allowed ? 'allow' : 'deny',
    reason: decision.reason,
    detail: decision.detail,
    canonicalPath: decision.canonicalPath,
    endpoint:
      endpoint === null
        ? null
        : {
            id: String(endpoint.id),
            method: endpoint.method,
            template: endpoint.template,
            product: endpoint.product,
            access: endpoint.access,
            requiredScopes: [...endpoint.requiredScopes],
          },
    matchedScope: decision.matchedScope === '' ? null : decision.matchedScope,
    principal:
      principal === null
        ? null
        : { id: principal.publicId, kind: principal.kind, name: principal.name, account: principal.account },
    response: { status: response.status, headers: [...response.headers], body: response.body.toString() },
    revision,
    explanation:
      explanation === null
        ? null
        : {
            heldScopes: [...explanation.heldScopes],
            sufficientScopes: [...explanation.sufficientScopes],
            failingAttribute: explanation.failingAttribute,
            nearMisses: [...explanation.nearMisses],
          },
  };
}
