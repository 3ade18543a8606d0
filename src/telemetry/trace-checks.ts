import type { Attributes } from '@opentelemetry/api';
import { describeEndpoint } from '../engine/index.js';
import type { Answer } from '../service/decision/answer.js';
import type { BatchAnswer } from '../service/decision/check-batch.js';
import type { Checks } from '../service/decision/check-batch.js';
import type { CheckObserver } from '../service/decision/observe.js';
import type { Tracer } from './tracer.js';

/**
 * Puts a span around each check. No credential, path or address goes into a span: a path can hold secrets, and
 * the template of the endpoint says as much.
 */
export function makeTraceObserver(tracer: Tracer): CheckObserver {
  return { name: 'traces', around: (checks) => traceChecks(checks, tracer) };
}

/** Spans of the store stand below that of their check, so the check runs inside of its span. */
function traceChecks(checks: Checks, tracer: Tracer): Checks {
  return {
    check: (request) =>
      tracer.trace(
        {
          name: 'Check',
          kind: 'server',
          traceParent: request.traceParent ?? '',
          attributes: {},
          attributesOf: attributesOfAnswer,
        },
        () => checks.check(request),
      ),
    checkBatch: (batch) =>
      tracer.trace(
        {
          name: 'CheckBatch',
          kind: 'server',
          traceParent: batch.traceParent ?? '',
          attributes: { 'scopegate.batch.items': batch.items.length },
          attributesOf: attributesOfBatch,
        },
        () => checks.checkBatch(batch),
      ),
  };
}

function attributesOfAnswer({ decision, api, principal, revision, isDegraded }: Answer): Attributes {
  const endpoint =
    api === null || decision.endpointIndex < 0 ? {} : routeOf(describeEndpoint(api, decision.endpointIndex));
  return {
    'scopegate.decision': decision.allowed ? 'allow' : 'deny',
    'scopegate.reason': decision.reason,
    'scopegate.revision': revision,
    'scopegate.degraded': isDegraded,
    ...(api === null ? {} : { 'scopegate.api': api.name }),
    ...(principal === null ? {} : { 'scopegate.principal': principal.publicId }),
    ...endpoint,
  };
}

/** Named as OpenTelemetry's semantic conventions for HTTP name them. */
function routeOf({ method, template }: { readonly method: string; readonly template: string }): Attributes {
  return { 'http.request.method': method, 'http.route': template };
}

function attributesOfBatch({ results, revision }: BatchAnswer): Attributes {
  const count = (isCounted: (result: BatchAnswer['results'][number]) => boolean): number =>
    results.filter(isCounted).length;
  return {
    'scopegate.revision': revision,
    'scopegate.batch.allowed': count((result) => 'decision' in result && result.decision.allowed),
    'scopegate.batch.failed': count((result) => 'error' in result),
  };
}
