import { settle } from '../../../base/now-or-later.js';
import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';
import type { Clock } from '../../../base/clock.js';
import { isScopegateError } from '../../../base/errors.js';
import type { Check } from '../../../service/decision/answer.js';
import type { CheckRequest__Output as WireRequest } from '../../../wire/envoy/service/auth/v3/CheckRequest.js';
import type { CheckResponse as WireResponse } from '../../../wire/envoy/service/auth/v3/CheckResponse.js';
import { toServiceError } from '../errors.js';
import { traceParentOf } from '../trace-parent.js';
import { headersBeyond, isOverridden, extAuthzQuestion } from './question.js';
import type { HostSource } from './question.js';
import { encodeRefusal, encodeReply } from './reply.js';

export interface ExtAuthzDeps {
  readonly check: Check;
  readonly clock: Clock;
  /** How many proxies stand in front of Envoy; see `clientAddress`. */
  readonly trustedHops: number;
  /** Default `context`. */
  readonly extAuthzHost?: HostSource;
}

/** Envoy sets a deadline of its own (`grpc_service.timeout`, 200 ms unless told otherwise). */
const DEFAULT_DEADLINE_MS = 5_000;

/** `envoy.service.auth.v3.Authorization/Check`. */
export function makeExtAuthzHandler(deps: ExtAuthzDeps): handleUnaryCall<WireRequest, WireResponse> {
  return (call, callback) => {
    const http = call.request.attributes?.request?.http ?? null;
    const beyond = http === null ? null : headersBeyond(http);
    if (beyond !== null) {
      callback(null, encodeRefusal(beyond));
      return;
    }
    if (http !== null && isOverridden(http)) {
      callback(null, encodeRefusal('disagreeing_headers'));
      return;
    }
    const deadlineMs = Number(call.getDeadline());
    const question = extAuthzQuestion(call.request.attributes, {
      trustedHops: deps.trustedHops,
      host: deps.extAuthzHost ?? 'context',
      deadlineMs: Number.isFinite(deadlineMs) ? deadlineMs : deps.clock() + DEFAULT_DEADLINE_MS,
    });
    if (question === null) {
      callback(null, encodeRefusal('no_http_request'));
      return;
    }
    settle(
      () => {
        const traceParent = traceParentOf(call.metadata);
        return deps.check(traceParent === '' ? question : { ...question, traceParent });
      },
      (answer) => callback(null, encodeReply(answer)),
      (error) => fail(error, callback),
    );
  };
}

function fail(error: unknown, callback: sendUnaryData<WireResponse>): void {
  if (isScopegateError(error) && error.code === 'invalid_argument') callback(null, encodeRefusal('invalid_argument'));
  else callback(toServiceError(error));
}
