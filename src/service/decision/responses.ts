import type { Decision, DenyReason, Reason } from '../../engine/index.js';
import { PROOF_ALGORITHMS, PROOF_FAULTS } from '../identity/oauth/proof-terms.js';
import type { ErrorFamily } from '../../store/ports/policy.js';

export interface HttpHeader {
  readonly name: string;
  readonly value: string;
}

/** The response that the gateway sends to the client. An allow has no headers and no body. */
export interface GatewayResponse {
  readonly status: 200 | 401 | 403;
  readonly headers: readonly HttpHeader[];
  readonly body: Buffer;
}

/** Inputs of a denial's response besides the decision. */
export interface Presented {
  /** The whole value of the Authorization header. */
  readonly authorization: string;
  /** Scopes of the endpoint, any one of which suffices; empty where they are not to be named. */
  readonly nameableScopes: () => readonly string[];
}

/** The responses of one API, made once. */
export interface Responses {
  to(decision: Decision, presented: Presented): GatewayResponse;
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

const ALGORITHMS = `, algs="${PROOF_ALGORITHMS.join(' ')}"`;
/** Both have the errors of RFC 6750, section 3; DPoP also names the algorithms of its proofs (RFC 9449, section 7.1). */
const TOKEN_SCHEMES = [
  { scheme: 'Bearer', algorithms: '' },
  { scheme: 'DPoP', algorithms: ALGORITHMS },
];
const BAD_PROOF: ReadonlySet<string> = new Set(PROOF_FAULTS);

/**
 * Bodies are the bytes of the error family, unchanged; `realm` names the API in challenges. Who sent no credential learns
 * the schemes and no error; who sent a bearer token learns which error it is (RFC 6750, section 3).
 */
export function makeResponses(family: ErrorFamily, realm: string): Responses {
  const contentType = { name: 'Content-Type', value: family.contentType };
  const inRealm = `realm=${quoted(realm)}`;
  const unauthorized = (challenge: string): GatewayResponse => ({
    status: 401,
    headers: [contentType, { name: 'WWW-Authenticate', value: challenge }],
    body: Buffer.from(family.unauthorizedBody),
  });
  const forbidden = (...more: readonly HttpHeader[]): GatewayResponse => ({
    status: 403,
    headers: [contentType, ...more],
    body: Buffer.from(family.forbiddenBody),
  });
  const insufficient = (scheme: string, scopes: string): GatewayResponse =>
    forbidden({ name: 'WWW-Authenticate', value: `${scheme} ${inRealm}, error="insufficient_scope"${scopes}` });
  const tokens = new Map(
    TOKEN_SCHEMES.map(({ scheme, algorithms }) => [
      scheme.toLowerCase(),
      {
        scheme,
        bad: unauthorized(`${scheme} ${inRealm}, error="invalid_token"${algorithms}`),
        badProof: unauthorized(`${scheme} ${inRealm}, error="invalid_dpop_proof"${algorithms}`),
        missingScope: insufficient(scheme, ''),
      },
    ]),
  );
  const noCredential = unauthorized(`App ${inRealm}, Bearer ${inRealm}`);
  const badCredential = unauthorized(`App ${inRealm}`);
  const refused = forbidden();
  return {
    to(decision, { authorization, nameableScopes }) {
      if (decision.allowed) return ALLOWED;
      if (decision.reason === 'no_credential') return noCredential;
      const token = tokens.get(authorization.split(' ', 1)[0]?.toLowerCase() ?? '');
      if (UNAUTHORIZED.has(decision.reason)) {
        if (token === undefined) return badCredential;
        return BAD_PROOF.has(decision.detail) ? token.badProof : token.bad;
      }
      if (token === undefined || decision.reason !== 'missing_scope') return refused;
      const scopes = nameableScopes();
      if (scopes.length === 0) return token.missingScope;
      return insufficient(token.scheme, `, scope=${quoted(scopes.join(' '))}`);
    },
  };
}

/** A quoted-string of RFC 9110, section 5.6.4. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
