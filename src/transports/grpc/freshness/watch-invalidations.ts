import type { ServerWritableStream, handleServerStreamingCall } from '@grpc/grpc-js';
import { noAnswer } from '../../../base/errors.js';
import type { Invalidation, InvalidationFeed } from '../../../service/decision/freshness/feed.js';
import { makeMailbox } from '../../../service/decision/freshness/mailbox.js';
import type { WatchInvalidationsRequest__Output as WireRequest } from '../../../wire/scopegate/v1/WatchInvalidationsRequest.js';
import type { WatchInvalidationsResponse as WireEvent } from '../../../wire/scopegate/v1/WatchInvalidationsResponse.js';
import { toServiceError } from '../errors.js';

export interface WatchDeps {
  readonly feed: InvalidationFeed;
  /** How old that is what has been told. */
  readonly stateAgeMs: () => number;
  readonly heartbeatMs?: number;
}

type Call = ServerWritableStream<WireRequest, WireEvent>;

/** A reader that is behind by more inputs than this is told to drop everything: it is the shorter message. */
const MAX_WAITING_INPUTS = 10_000;

const KINDS = {
  ready: 'INVALIDATION_KIND_READY',
  invalidated: 'INVALIDATION_KIND_INVALIDATED',
  everything: 'INVALIDATION_KIND_EVERYTHING',
} as const;

/** `Freshness.WatchInvalidations`: what is told goes out at once; while the reader is behind it is put together. */
export function makeWatchInvalidationsHandler(deps: WatchDeps): handleServerStreamingCall<WireRequest, WireEvent> {
  return (call) => {
    try {
      watch(call, deps);
    } catch (error) {
      call.emit('error', toServiceError(error));
    }
  };
}

function watch(call: Call, { feed, stateAgeMs, heartbeatMs = 1000 }: WatchDeps): void {
  const mailbox = makeMailbox(MAX_WAITING_INPUTS);
  let isReady = false;
  let isFull = false;
  const ageMs = (): number => Math.min(Number.MAX_SAFE_INTEGER, Math.ceil(stateAgeMs()));

  const write = (event: WireEvent): void => {
    isFull = !call.write({ ...event, stateAgeMs: ageMs() });
  };
  const flush = (): void => {
    while (!isFull) {
      const next = mailbox.take();
      if (next === null) return;
      isReady = true;
      write(encode(next));
    }
  };
  const timer = setInterval(() => {
    // Nothing is said before `ready`: who has seen more than this replica must not take its revision for the newest.
    if (isReady && !isFull) write({ kind: 'INVALIDATION_KIND_HEARTBEAT', revision: feed.revision });
  }, heartbeatMs);
  let leave = (): void => undefined;
  const stop = (): void => {
    clearInterval(timer);
    leave();
  };
  call.on('drain', () => {
    isFull = false;
    flush();
  });
  call.on('cancelled', stop);
  call.on('close', stop);
  call.on('error', stop);
  try {
    leave = feed.watch(call.request.fromRevision, {
      take(invalidation) {
        mailbox.put(invalidation);
        flush();
      },
      end() {
        stop();
        call.emit('error', toServiceError(noAnswer('this replica is ending')));
      },
    });
  } catch (error) {
    stop();
    throw error;
  }
}

function encode(invalidation: Invalidation): WireEvent {
  const { kind, revision } = invalidation;
  return { kind: KINDS[kind], revision, inputs: kind === 'invalidated' ? [...invalidation.inputs] : [] };
}
