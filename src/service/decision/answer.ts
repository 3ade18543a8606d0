import type { CompiledApi, Decision, DecisionExplanation } from '../../engine/index.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { AssertedSubject } from '../identity/asserted-subject.js';
import type { GatewayResponse } from './responses.js';

/** What binds a request to a key or a certificate; each empty for none. */
export interface PresentedProof {
  /** Value of the DPoP header (RFC 9449, section 4). */
  readonly dpop: string;
  /** Scheme and authority that the client addressed: `https://api.example.com`. */
  readonly origin: string;
  /** SHA-256 of the certificate, base64url (RFC 8705, section 3.1). */
  readonly certificateThumbprint: string;
}

/** By which way a question came in: a closed set. */
export type EntryPoint = 'grpc' | 'grpc_batch' | 'grpc_stream' | 'ext_authz' | 'forward_auth' | 'management';

/** A request as the client sent it to the gateway, before any decoding. */
export interface CheckRequest {
  /** For the decision log. A gateway must name the host where there are several APIs; see `needsHost`. */
  readonly door?: EntryPoint;
  /** The whole value of the Authorization header; empty for none. */
  readonly authorization: string;
  readonly method: string;
  /** The request target: path, still percent-encoded, with or without its query. */
  readonly target: string;
  /** Empty: the default API. */
  readonly host: string;
  /** Address of the client; empty for unknown. */
  readonly sourceIp: string;
  /** The credential, where whoever asks has recognised it itself; `authorization` counts for nothing then. */
  readonly named?: AssertedSubject;
  /** What shows that the client holds more than a token; absent where the gateway says nothing of it. */
  readonly proof?: PresentedProof;
  /** Trace of the caller (W3C Trace Context, section 3.2); absent or empty for none. Decides nothing. */
  readonly traceParent?: string;
  /** 0: whatever is applied. */
  readonly minRevision: number;
  readonly explain: boolean;
  /** When the caller stops waiting, in ms of the clock. */
  readonly deadlineMs: number;
}

/** A decision with everything that a transport needs to say it. */
export interface Answer {
  readonly decision: Decision;
  /** The compiled policy that `decision.endpointIndex` points into; null where no API was reached. */
  readonly api: CompiledApi | null;
  /** Null where no credential was needed, or none was recognised. */
  readonly principal: CredentialRow | null;
  /** The answer rests on every change up to here. */
  readonly revision: number;
  /** For how long an equal request may be answered alike without asking. */
  readonly maxAgeMs: number;
  /** How long ago the database last confirmed that nothing newer was committed than what this answer rests on. */
  readonly stateAgeMs: number;
  /** The database is out of reach: the answer is as good as what was held `stateAgeMs` ago. */
  readonly isDegraded: boolean;
  readonly response: GatewayResponse;
  readonly explanation: DecisionExplanation | null;
}

/**
 * Decides one request; synchronous when everything it needs is in memory. Rejects only where there is no answer:
 * `invalid_argument`, `unavailable`, `deadline_exceeded`, `resource_exhausted`.
 */
export type Check = (request: CheckRequest) => Answer | Promise<Answer>;
