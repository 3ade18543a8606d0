import type { CheckRequest, EntryPoint } from '../../service/check-request.js';
import type { CheckRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckRequest.js';

/** A caller that sets no deadline is not waited with for ever. */
const DEFAULT_DEADLINE_MS = 5_000;
const MAX_MARGIN_MS = 50;

/** What the call says of a question, beside its message. */
export interface CallContext {
  readonly entryPoint: EntryPoint;
  /** When its caller stops waiting, in ms of the clock. */
  readonly deadlineMs: number;
  /** Trace of the caller; empty for none. */
  readonly traceParent: string;
}

/** The question in a message. Never throws. */
export function decodeRequest(wire: WireRequest, { entryPoint, deadlineMs, traceParent }: CallContext): CheckRequest {
  return {
    entryPoint,
    authorization: wire.authorization,
    method: wire.method,
    target: wire.path,
    host: wire.host,
    sourceIp: wire.sourceIp,
    ...proofOf(wire),
    traceParent,
    minRevision: wire.minRevision,
    explain: wire.explain,
    deadlineMs,
  };
}

function proofOf({ dpopProof, origin, clientCertificateSha256 }: WireRequest): Pick<CheckRequest, 'proof'> {
  if (dpopProof === '' && clientCertificateSha256 === '') return {};
  return { proof: { dpop: dpopProof, origin, certificateThumbprint: clientCertificateSha256 } };
}

/** When to stop waiting, in ms of the clock; `deadline` as a call has it, which may be none. */
export function deadlineOf(deadline: Date | number, nowMs: number): number {
  const deadlineMs = Number(deadline);
  return Number.isFinite(deadlineMs) ? deadlineMs : nowMs + DEFAULT_DEADLINE_MS;
}

/** Of the time that is left a little is kept back, so that an answer given at the last moment still arrives. */
export function answerBy(deadlineMs: number, nowMs: number): number {
  return deadlineMs - Math.min(MAX_MARGIN_MS, Math.max(0, deadlineMs - nowMs) / 10);
}
