import { status } from '@grpc/grpc-js';
import type { Answer } from '../../../service/decision/answer.js';
import { identityOf } from '../../../service/decision/identity.js';
import type { HeaderValueOption } from '../../../wire/envoy/config/core/v3/HeaderValueOption.js';
import type { CheckResponse } from '../../../wire/envoy/service/auth/v3/CheckResponse.js';
import type { Struct } from '../../../wire/google/protobuf/Struct.js';

/** Says an answer in Envoy's words. A deny is in the message: a gRPC error would be left to `failure_mode_allow`. */
export function encodeReply(answer: Answer): CheckResponse {
  const identity = identityOf(answer);
  const dynamicMetadata = metadataOf(answer, identity.find(({ header }) => header === 'x-scopegate-endpoint')?.value);
  if (!answer.decision.allowed) return { ...denied(answer), dynamicMetadata };
  return {
    status: { code: status.OK },
    okResponse: {
      headers: identity.filter(({ value }) => value !== '').map(({ header, value }) => overwrite(header, value)),
      // Envoy removes after it has set, so only what was not set may stand here.
      headersToRemove: identity.filter(({ value }) => value === '').map(({ header }) => header),
    },
    httpResponse: 'okResponse',
    dynamicMetadata,
  };
}

/** For what cannot be a question: refused, since nothing can be said for it. */
export function encodeRefusal(reason: string): CheckResponse {
  return {
    status: { code: status.PERMISSION_DENIED, message: reason },
    deniedResponse: { status: { code: 'Forbidden' }, headers: [], body: '' },
    httpResponse: 'deniedResponse',
    dynamicMetadata: structOf({ decision: 'deny', reason }),
  };
}

function denied(answer: Answer): CheckResponse {
  const { response, decision } = answer;
  const isUnauthorized = response.status === 401;
  return {
    status: { code: isUnauthorized ? status.UNAUTHENTICATED : status.PERMISSION_DENIED, message: decision.reason },
    deniedResponse: {
      status: { code: isUnauthorized ? 'Unauthorized' : 'Forbidden' },
      headers: response.headers.map(({ name, value }) => overwrite(name, value)),
      body: response.body.toString(),
    },
    httpResponse: 'deniedResponse',
  };
}

/** Both ways of saying it, since Envoys of different age read one or the other. */
function overwrite(key: string, value: string): HeaderValueOption {
  return { header: { key, value }, append: { value: false }, appendAction: 'OVERWRITE_IF_EXISTS_OR_ADD' };
}

/** What later filters and access logs can read as `envoy.filters.http.ext_authz`. */
function metadataOf(answer: Answer, endpoint = ''): Struct {
  return structOf({
    decision: answer.decision.allowed ? 'allow' : 'deny',
    reason: answer.decision.reason,
    ...(answer.decision.detail === '' ? {} : { detail: answer.decision.detail }),
    endpoint,
    principal: answer.principal?.publicId ?? '',
    revision: answer.revision,
    degraded: answer.isDegraded ? 'yes' : 'no',
    state_age_ms: Math.ceil(answer.stateAgeMs),
  });
}

function structOf(values: Readonly<Record<string, string | number>>): Struct {
  const fields = Object.entries(values).map(([key, value]) => [
    key,
    typeof value === 'string'
      ? { stringValue: value, kind: 'stringValue' as const }
      : { numberValue: value, kind: 'numberValue' as const },
  ]);
  return { fields: Object.fromEntries(fields) as NonNullable<Struct['fields']> };
}
