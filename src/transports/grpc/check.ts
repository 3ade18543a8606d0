import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Clock } from '../../base/clock.js';
import type { Answer, Check, CheckRequest } from '../../service/check/answer.js';
import type { CheckRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse as WireResponse } from '../../wire/scopegate/v1/CheckResponse.js';
import { encodeAnswer } from './encode-answer.js';
import { toServiceError } from './errors.js';

/** A caller that sets no deadline is not waited with for ever. */
const DEFAULT_DEADLINE_MS = 5_000;

/** `DecisionPoint.Check`: decodes, decides, encodes. */
export function makeCheckHandler(check: Check, clock: Clock): handleUnaryCall<WireRequest, WireResponse> {
  return (call, callback) => {
    try {
      const answer = check(decodeRequest(call.request, call.getDeadline(), clock()));
      if (answer instanceof Promise) answerLater(answer, callback);
      else callback(null, encodeAnswer(answer));
    } catch (error) {
      callback(toServiceError(error));
    }
  };
}

function answerLater(answer: Promise<Answer>, callback: sendUnaryData<WireResponse>): void {
  answer.then(
    (settled) => {
      callback(null, encodeAnswer(settled));
    },
    (error: unknown) => {
      callback(toServiceError(error));
    },
  );
}

function decodeRequest(wire: WireRequest, deadline: Date | number, nowMs: number): CheckRequest {
  const deadlineMs = Number(deadline);
  return {
    authorization: wire.authorization,
    method: wire.method,
    target: wire.path,
    host: wire.host,
    sourceIp: wire.sourceIp,
    minRevision: wire.minRevision,
    explain: wire.explain,
    deadlineMs: Number.isFinite(deadlineMs) ? deadlineMs : nowMs + DEFAULT_DEADLINE_MS,
  };
}
