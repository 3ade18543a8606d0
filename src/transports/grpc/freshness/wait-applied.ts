import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Clock } from '../../../base/clock.js';
import type { WaitApplied, WaitOutcome } from '../../../service/decision/freshness/wait-applied.js';
import type { LiveReplica } from '../../../store/ports/replicas.js';
import type { Replica as WireReplica } from '../../../wire/scopegate/v1/Replica.js';
import type { WaitAppliedRequest__Output as WireRequest } from '../../../wire/scopegate/v1/WaitAppliedRequest.js';
import type { WaitAppliedResponse as WireResponse } from '../../../wire/scopegate/v1/WaitAppliedResponse.js';
import { answerBy, deadlineOf } from '../decode-request.js';
import { toServiceError } from '../errors.js';

/** `Freshness.WaitApplied`. */
export function makeWaitAppliedHandler(
  waitApplied: WaitApplied,
  clock: Clock,
): handleUnaryCall<WireRequest, WireResponse> {
  return (call, callback) => {
    const nowMs = clock();
    const deadlineMs = answerBy(deadlineOf(call.getDeadline(), nowMs), nowMs);
    waitApplied({ revision: call.request.revision, deadlineMs }).then(
      (outcome) => {
        callback(null, encode(outcome));
      },
      (error: unknown) => {
        callback(toServiceError(error));
      },
    );
  };
}

function encode({ isApplied, applied, pending }: WaitOutcome): WireResponse {
  return { applied: isApplied, appliedBy: applied.map(encodeReplica), pending: pending.map(encodeReplica) };
}

function encodeReplica(replica: LiveReplica): WireReplica {
  return { ...replica, seenAgeMs: Math.ceil(replica.seenAgeMs) };
}
