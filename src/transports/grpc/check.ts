import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Clock } from '../../base/clock.js';
import type { Answer, Check } from '../../service/decision/answer.js';
import type { CheckRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse as WireResponse } from '../../wire/scopegate/v1/CheckResponse.js';
import { deadlineOf, decodeRequest } from './decode-request.js';
import { encodeAnswer } from './encode-answer.js';
import { toServiceError } from './errors.js';
import { traceParentOf } from './trace-parent.js';

/** `DecisionPoint.Check`: decodes, decides, encodes. */
export function makeCheckHandler(check: Check, clock: Clock): handleUnaryCall<WireRequest, WireResponse> {
  return (call, callback) => {
    try {
      const deadlineMs = deadlineOf(call.getDeadline(), clock());
      const traceParent = traceParentOf(call.metadata);
      const answer = check(decodeRequest(call.request, { door: 'grpc', deadlineMs, traceParent }));
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
