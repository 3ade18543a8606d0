import type { ClientDuplexStream, ServiceError } from '@grpc/grpc-js';
import { once } from 'node:events';
import { ScopegateError, isScopegateError } from '../base/errors.js';
import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import type { CheckStreamRequest } from '../wire/scopegate/v1/CheckStreamRequest.js';
import type { CheckStreamResponse__Output } from '../wire/scopegate/v1/CheckStreamResponse.js';
import { toScopegateError } from './errors.js';
import { toOutcome } from './outcome.js';
import type { CheckOutcome } from './outcome.js';

type Call = ClientDuplexStream<CheckStreamRequest, CheckStreamResponse__Output>;
type Requests = AsyncIterable<CheckRequest> | Iterable<CheckRequest>;

/** One stream of checks; ends with the requests, and cuts the call when the caller stops reading before. */
export async function* streamChecks(
  open: () => Call,
  address: string,
  { requests, maxOutstanding }: { readonly requests: Requests; readonly maxOutstanding: number },
): AsyncGenerator<CheckOutcome> {
  const call = open();
  const sending = { failure: null as Error | null };
  const places = makePlaces(maxOutstanding);
  const sent = send(call, requests, places).catch((error: unknown) => {
    sending.failure = error instanceof Error ? error : new Error(String(error));
    call.cancel();
  });
  try {
    for await (const { result } of call as AsyncIterable<CheckStreamResponse__Output>) {
      places.free();
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
async function send(call: Call, requests: Requests, places: Places): Promise<void> {
  const over = new AbortController();
  call.once('close', () => {
    over.abort();
    places.free();
  });
  // Asked for anew each time: it changes while this waits.
  const isOver = (): boolean => over.signal.aborted;
  for await (const check of requests) {
    if (isOver()) return;
    await places.take();
    if (isOver()) return;
    if (!call.write({ check }) && !(await drained(call, over.signal))) return;
  }
  call.end();
}

/** How many requests may wait for their answers. */
interface Places {
  take(): Promise<void>;
  free(): void;
}

function makePlaces(count: number): Places {
  let taken = 0;
  let resume = (): void => undefined;
  return {
    async take() {
      if (taken >= count) {
        await new Promise<void>((resolve) => {
          resume = resolve;
        });
      }
      taken++;
    },
    free() {
      taken--;
      resume();
    },
  };
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
