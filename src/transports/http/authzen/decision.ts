import { describeEndpoint } from '../../../engine/index.js';
import type { Answer } from '../../../service/decision/answer.js';
import type { Entity } from './entities.js';
import { isPresented, kindsOf, typeOf } from './question.js';

/** A Decision (section 5.5). */
export interface AuthzenDecision {
  readonly decision: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

/** Says an answer; one about a credential that is not the subject's is none for it. */
export function decisionOf(answer: Answer, subject: Entity): AuthzenDecision {
  if (isOfAnother(answer, subject)) return denied('subject_mismatch', 'the credential is of another type or id');
  const { decision, principal, response } = answer;
  return {
    decision: decision.allowed,
    context: {
      reason: decision.reason,
      ...(decision.detail === '' ? {} : { detail: decision.detail }),
      ...endpointOf(answer),
      ...(decision.matchedScope === '' ? {} : { scope: decision.matchedScope }),
      ...(principal === null
        ? {}
        : {
            principal: {
              type: typeOf(principal.kind),
              id: principal.publicId,
              account: principal.account,
              name: principal.name,
            },
          }),
      revision: answer.revision,
      max_age_ms: answer.maxAgeMs,
      degraded: answer.isDegraded,
      state_age_ms: Math.ceil(answer.stateAgeMs),
      ...(decision.allowed
        ? {}
        : {
            http_response: { status: response.status, headers: response.headers, body: response.body.toString() },
          }),
    },
  };
}

export function denied(reason: string, detail: string): AuthzenDecision {
  return { decision: false, context: { reason, detail } };
}

/** An evaluation that came to nothing among others (section 7.2.1). */
export function failed(status: number, message: string): AuthzenDecision {
  return { decision: false, context: { error: { status, message } } };
}

/** A PEP that names a subject beside its credential means this one, and nobody else's credential is to speak for it. */
function isOfAnother({ principal }: Answer, subject: Entity): boolean {
  if (principal === null || !isPresented(subject)) return false;
  if (!kindsOf(subject.type).includes(principal.kind)) return true;
  return subject.id !== '' && subject.id !== principal.publicId;
}

function endpointOf({ api, decision }: Answer): object {
  if (api === null || decision.endpointIndex < 0) return {};
  const { method, template, access } = describeEndpoint(api, decision.endpointIndex);
  return { endpoint: { api: api.name, method, template, access }, canonical_path: decision.canonicalPath };
}
