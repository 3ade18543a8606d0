import { settle } from '../../base/now-or-later.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Clock } from '../../base/clock.js';
import type { Check } from '../../service/decision/answer.js';
import type { CheckRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse as WireResponse } from '../../wire/scopegate/v1/CheckResponse.js';
import { deadlineOf, decodeRequest } from './decode-request.js';
import { encodeAnswer } from './encode-answer.js';
import { toServiceError } from './errors.js';
import { traceParentOf } from './trace-parent.js';

/** `DecisionPoint.Check`: decodes, decides, encodes. */
export function makeCheckHandler(check: Check, clock: Clock): handleUnaryCall<WireRequest, WireResponse> {
  return (call, callback) => {
    settle(
      () => {
        const deadlineMs = deadlineOf(call.getDeadline(), clock());
        const traceParent = traceParentOf(call.metadata);
        return check(decodeRequest(call.request, { entryPoint: 'grpc', deadlineMs, traceParent }));
      },
      (answer) => callback(null, encodeAnswer(answer)),
      (error) => callback(toServiceError(error)),
    );
  };
}
