import type { CredentialKind } from '../../../engine/index.js';
import type { EntryPoint } from '../../check-request.js';
import type { LoggedOutcome } from './rules.js';

export const RECORD_VERSION = 1;

/** One decision as it is logged: the fields of a line, as docs/decision-log.md describes them. */
export interface DecisionRecord {
  readonly v: typeof RECORD_VERSION;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly decision: LoggedOutcome;
  /** Reason of the decision, or the code of the error if there is no decision. */
  readonly reason: string;
  readonly detail: string;
  /** Null where no API was reached. */
  readonly api: string | null;
  readonly host: string;
  readonly method: string;
  /** Canonical, or as it was sent where it was refused; never with a query. Null where paths are not logged. */
  readonly path: string | null;
  /** Whether the path holds all that the decision looked at. */
  readonly path_exact: boolean;
  /** `POST /sms/{id}`; null for none. */
  readonly endpoint: string | null;
  readonly required_scopes: readonly string[];
  /** Null where no credential was needed, or none was recognised. */
  readonly principal: LoggedPrincipal | null;
  /** Describes the credential that was sent, without the credential itself; null for none. */
  readonly presented: PresentedCredential | null;
  readonly matched_scope: string;
  readonly source_ip: string;
  readonly revision: number | null;
  readonly state_age_ms: number | null;
  readonly degraded: boolean;
  readonly latency_us: number;
  readonly entry_point: EntryPoint | null;
  readonly replica: string;
  /** Trace of the question (W3C Trace Context); null for none. */
  readonly trace_id: string | null;
  /** The share of its like that is logged: this one stands for one divided by it. */
  readonly sample_rate: number;
  /** Null unless the question asked for one. */
  readonly explanation: LoggedExplanation | null;
}

export interface LoggedPrincipal {
  /** Public id. */
  readonly id: string;
  readonly kind: CredentialKind;
  readonly account: string;
  /** Only for sessions and tokens. */
  readonly expires_at?: string | null;
  /** Only for tokens: the scopes of the token and its client that counted. */
  readonly held_scopes?: readonly string[];
}

export interface PresentedCredential {
  /** Lower case; null for one that is not known, or for a header that could not be read. */
  readonly scheme: string | null;
  /** The public id that a key names; nobody has verified it. */
  readonly id: string | null;
  /** A keyed digest: the same for the same credential on every replica with the same pepper. */
  readonly fingerprint: string | null;
}

export interface LoggedExplanation {
  readonly sufficient_scopes: readonly string[];
  readonly held_scopes: readonly string[];
  readonly failing_attribute: string;
  readonly near_misses: readonly string[];
}
