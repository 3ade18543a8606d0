import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { once } from 'node:events';
import { ScopegateError, isScopegateError } from '../base/errors.js';
import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import type { CheckStreamRequest } from '../wire/scopegate/v1/CheckStreamRequest.js';
import type { CheckStreamResponse__Output } from '../wire/scopegate/v1/CheckStreamResponse.js';
import type { DecisionPointClient } from '../wire/scopegate/v1/DecisionPoint.js';
import { toScopegateError } from './errors.js';
import { toOutcome } from './outcome.js';
import type { CheckOutcome } from './outcome.js';

type Call = ClientDuplexStream<CheckStreamRequest, CheckStreamResponse__Output>;
type Requests = AsyncIterable<CheckRequest> | Iterable<CheckRequest>;

/** One stream of checks; ends with the requests, and cuts the call when the caller stops reading before. */
export async function* streamChecks(
  client: DecisionPointClient,
  address: string,
  requests: Requests,
): AsyncGenerator<CheckOutcome> {
  const call = client.checkStream();
  const sending = { failure: null as Error | null };
  const sent = send(call, requests).catch((error: unknown) => {
    sending.failure = error instanceof Error ? error : new Error(String(error));
    call.cancel();
  });
  try {
    for await (const { result } of call as AsyncIterable<CheckStreamResponse__Output>) {
      yield result === null ? missing() : toOutcome(result);
    }
    await sent;
  } catch (error) {
    throw sending.failure ?? (isScopegateError(error) ? error : toScopegateError(error as ServiceError, address));
  } finally {
    call.cancel();
  }
}

/** Writes as fast as the other side takes; stops when the call is over. */
async function send(call: Call, requests: Requests): Promise<void> {
  const over = new AbortController();
  call.once('close', () => {
    over.abort();
  });
  for await (const check of requests) {
    if (over.signal.aborted) return;
    if (!call.write({ check }) && !(await drained(call, over.signal))) return;
  }
  call.end();
}

async function drained(call: Call, over: AbortSignal): Promise<boolean> {
  try {
    await once(call, 'drain', { signal: over });
    return true;
  } catch {
    return false;
  }
}

function missing(): CheckOutcome {
  return { response: null, error: new ScopegateError('internal', 'a result without content') };
}
