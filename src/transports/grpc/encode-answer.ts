import { describeEndpoint } from '../../engine/index.js';
import type { CompiledApi, CredentialKind, EndpointView, Reason } from '../../engine/index.js';
import type { Answer } from '../../service/decision/answer.js';
import { inputsOfAnswer } from '../../service/decision/freshness/inputs.js';
import type { GatewayResponse, HttpHeader } from '../../service/decision/responses.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { CheckResponse as WireResponse } from '../../wire/scopegate/v1/CheckResponse.js';
import type { CredentialKind as WireKind } from '../../wire/scopegate/v1/CredentialKind.js';
import type { Endpoint as WireEndpoint } from '../../wire/scopegate/v1/Endpoint.js';
import type { Principal as WirePrincipal } from '../../wire/scopegate/v1/Principal.js';
import type { Reason as WireReason } from '../../wire/scopegate/v1/Reason.js';

/** Reasons as the .proto names them. */
export const REASONS: Record<Reason, WireReason> = {
  scope_held: 'REASON_SCOPE_HELD',
  any_credential: 'REASON_ANY_CREDENTIAL',
  public_endpoint: 'REASON_PUBLIC_ENDPOINT',
  no_credential: 'REASON_NO_CREDENTIAL',
  malformed_credential: 'REASON_MALFORMED_CREDENTIAL',
  unknown_credential: 'REASON_UNKNOWN_CREDENTIAL',
  disabled_credential: 'REASON_DISABLED_CREDENTIAL',
  not_yet_valid: 'REASON_NOT_YET_VALID',
  expired: 'REASON_EXPIRED',
  address_not_allowed: 'REASON_ADDRESS_NOT_ALLOWED',
  kind_not_accepted: 'REASON_KIND_NOT_ACCEPTED',
  missing_scope: 'REASON_MISSING_SCOPE',
  endpoint_closed: 'REASON_ENDPOINT_CLOSED',
  host_required: 'REASON_HOST_REQUIRED',
  no_route: 'REASON_NO_ROUTE',
  unsafe_path: 'REASON_UNSAFE_PATH',
};

const KINDS: Record<CredentialKind, WireKind> = {
  api_key: 'CREDENTIAL_KIND_API_KEY',
  user: 'CREDENTIAL_KIND_USER',
  session: 'CREDENTIAL_KIND_SESSION',
  oauth_token: 'CREDENTIAL_KIND_OAUTH_TOKEN',
};

/** A whole answer as a message. */
export function encodeAnswer(answer: Answer): WireResponse {
  const { api, principal, decision, response } = answer;
  // Assigned: an object that begins with another one spread out, and has more, is of a hidden class of its own, and slow to read.
  return Object.assign(encodeVerdict(answer), encodeGatewayResponse(response), {
    dependsOn: inputsOfAnswer(answer),
    principal: principal === null ? null : encodePrincipal(principal),
    endpoint: api === null || decision.endpointIndex < 0 ? null : encodeEndpoint(api, decision.endpointIndex),
  });
}

/** What an answer shares with few others. */
export function encodeVerdict(answer: Answer): WireResponse {
  const { decision } = answer;
  return {
    decision: decision.allowed ? 'DECISION_ALLOW' : 'DECISION_DENY',
    reason: REASONS[decision.reason],
    detail: decision.detail,
    matchedScope: decision.matchedScope,
    canonicalPath: decision.canonicalPath,
    revision: answer.revision,
    maxAgeMs: answer.maxAgeMs,
    explanation: (answer.explanation as WireResponse['explanation']) ?? null,
    degraded: answer.isDegraded,
    stateAgeMs: Math.ceil(answer.stateAgeMs),
  };
}

/** What all refusals of one API share. */
export function encodeGatewayResponse(response: GatewayResponse): WireResponse {
  return { httpStatus: response.status, headers: response.headers as HttpHeader[], body: response.body };
}

/** Who called; never a secret. */
export function encodePrincipal(row: Pick<CredentialRow, 'publicId' | 'kind' | 'account' | 'name'>): WirePrincipal {
  return { id: row.publicId, kind: KINDS[row.kind], account: row.account, name: row.name };
}

/** The endpoint at this index of the compiled policy. */
export function encodeEndpoint(api: CompiledApi, index: number): WireEndpoint {
  return encodeEndpointView(describeEndpoint(api, index), api.name);
}

/** An endpoint as it was described; `api` is the name of its API. */
export function encodeEndpointView(endpoint: EndpointView, api: string): WireEndpoint {
  return {
    api,
    method: endpoint.method,
    template: endpoint.template,
    access: endpoint.access,
    requiredScopes: endpoint.requiredScopes as string[],
    product: endpoint.product ?? '',
  };
}
