import type { CompiledApi, Decision, DecisionExplanation } from '../../engine/index.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { CheckRequest } from '../check-request.js';
import type { GatewayResponse } from './responses.js';

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
