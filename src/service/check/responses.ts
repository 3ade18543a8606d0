import type { Decision } from '../../engine/decide.js';
import type { DenyReason, Reason } from '../../engine/reason.js';
import type { ErrorFamily } from '../../store/ports/policy.js';

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** What the gateway sends to the client; no headers and no body for an allow. */
export interface GatewayResponse {
  readonly status: 200 | 401 | 403;
  readonly headers: readonly HttpHeader[];
  readonly body: Buffer;
}

/** The responses of one API, made once. */
export interface Responses {
  to(decision: Decision): GatewayResponse;
}

const ALLOWED: GatewayResponse = { status: 200, headers: [], body: Buffer.alloc(0) };

/** The credential itself is at fault: the client may try another one (RFC 9110, section 15.5.2). */
const UNAUTHORIZED: ReadonlySet<Reason> = new Set<DenyReason>([
  'no_credential',
  'malformed_credential',
  'unknown_credential',
  'disabled_credential',
  'not_yet_valid',
  'expired',
]);

/** Bodies are the bytes of the error family, unchanged; `realm` names the API in the challenge of a 401. */
export function makeResponses(family: ErrorFamily, realm: string): Responses {
  const contentType = { name: 'Content-Type', value: family.contentType };
  const challenge = { name: 'WWW-Authenticate', value: `App realm=${quoted(realm)}` };
  const unauthorized: GatewayResponse = {
    status: 401,
    headers: [contentType, challenge],
    body: Buffer.from(family.unauthorizedBody),
  };
  const forbidden: GatewayResponse = { status: 403, headers: [contentType], body: Buffer.from(family.forbiddenBody) };
  return {
    to(decision) {
      if (decision.allowed) return ALLOWED;
      return UNAUTHORIZED.has(decision.reason) ? unauthorized : forbidden;
    },
  };
}

/** A quoted-string of RFC 9110, section 5.6.4. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
