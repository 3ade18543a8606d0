import type { handleUnaryCall } from '@grpc/grpc-js';
import type { Clock } from '../../base/clock.js';
import type { BatchAnswer, CheckBatch } from '../../service/check/check-batch.js';
import type { CheckBatchRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckBatchRequest.js';
import { deadlineOf, decodeRequest } from './decode-request.js';
import { toServiceError } from './errors.js';
import { traceParentOf } from './trace-parent.js';

/** `DecisionPoint.CheckBatch`: decodes and decides; its answers are encoded by `makeBatchEncoder`. */
export function makeCheckBatchHandler(checkBatch: CheckBatch, clock: Clock): handleUnaryCall<WireRequest, BatchAnswer> {
  return (call, callback) => {
    const fail = (error: unknown): void => {
      callback(toServiceError(error));
    };
    const succeed = (answer: BatchAnswer): void => {
      callback(null, answer);
    };
    try {
      const batch = decodeBatch(call.request, deadlineOf(call.getDeadline(), clock()));
      const answer = checkBatch({ ...batch, traceParent: traceParentOf(call.metadata) });
      if (answer instanceof Promise) answer.then(succeed, fail);
      else succeed(answer);
    } catch (error) {
      fail(error);
    }
  };
}

function decodeBatch({ items, minRevision }: WireRequest, deadlineMs: number) {
  return { items: items.map((item) => decodeRequest(item, deadlineMs, 'grpc_batch')), minRevision, deadlineMs };
}
