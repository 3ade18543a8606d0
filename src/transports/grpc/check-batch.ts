import { settle } from '../../base/now-or-later.js';
import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Clock } from '../../base/clock.js';
import type { BatchAnswer, CheckBatch } from '../../service/decision/check-batch.js';
import type { CheckBatchRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckBatchRequest.js';
import { deadlineOf, decodeRequest } from './decode-request.js';
import type { CallContext } from './decode-request.js';
import { toServiceError } from './errors.js';
import { traceParentOf } from './trace-parent.js';

/** `DecisionPoint.CheckBatch`: decodes and decides; its answers are encoded by `makeBatchEncoder`. */
export function makeCheckBatchHandler(checkBatch: CheckBatch, clock: Clock): handleUnaryCall<WireRequest, BatchAnswer> {
  return (call, callback) => {
    settle(
      () => {
        const { items, minRevision } = call.request;
        const deadlineMs = deadlineOf(call.getDeadline(), clock());
        // The trace is of the batch; its items have none of their own.
        const context: CallContext = { entryPoint: 'grpc_batch', deadlineMs, traceParent: '' };
        return checkBatch({
          items: items.map((item) => decodeRequest(item, context)),
          ...{ minRevision, deadlineMs, traceParent: traceParentOf(call.metadata) },
        });
      },
      (answer) => callback(null, answer),
      (error) => callback(toServiceError(error)),
    );
  };
}
