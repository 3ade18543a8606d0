import type { CredentialKind } from '../engine/index.js';

/** A credential that the asker has authenticated itself, and names. */
export interface AssertedSubject {
  /** It must be of one of these kinds. */
  readonly kinds: readonly CredentialKind[];
  readonly publicId: string;
}

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
  /** For the decision log. Decides nothing. */
  readonly entryPoint?: EntryPoint;
  /** The whole value of the Authorization header; empty for none. */
  readonly authorization: string;
  readonly method: string;
  /** The request target: path, still percent-encoded, with or without its query. */
  readonly target: string;
  /** The Host header of the request. Empty: not known, which is enough only where the policy has one API. */
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
