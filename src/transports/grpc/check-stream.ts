import type { ServerDuplexStream, handleBidiStreamingCall } from '@grpc/grpc-js';
import { recover } from '../../base/now-or-later.js';
import type { NowOrLater } from '../../base/now-or-later.js';
import type { Clock } from '../../base/clock.js';
import { ScopegateError, noAnswer } from '../../base/errors.js';
import type { Answer, Check } from '../../service/decision/answer.js';
import type { BatchResult } from '../../service/decision/check-batch.js';
import type { CheckStreamRequest__Output as WireRequest } from '../../wire/scopegate/v1/CheckStreamRequest.js';
import type { CheckStreamResponse as WireResponse } from '../../wire/scopegate/v1/CheckStreamResponse.js';
import { deadlineOf, decodeRequest } from './decode-request.js';
import { toServiceError } from './errors.js';
import type { LongCalls } from './long-calls.js';
import { traceParentOf } from './trace-parent.js';
import type { CheckResult as WireResult } from '../../wire/scopegate/v1/CheckResult.js';
import { encodeAnswer } from './encode-answer.js';

type Call = ServerDuplexStream<WireRequest, WireResponse>;

/** Requests that were taken and whose answers have not been handed on; beyond it the stream is not read. */
const MAX_IN_FLIGHT = 256;
const LEAVING = 'this server stops; open another stream';

/** `DecisionPoint.CheckStream`: answers in the order of the requests, and takes no more than can be handed on. */
export function makeCheckStreamHandler(
  check: Check,
  clock: Clock,
  longCalls: LongCalls,
): handleBidiStreamingCall<WireRequest, WireResponse> {
  return (call) => {
    const answering = new AnsweringStream(call, check, clock);
    const forget = longCalls.add(() => answering.leave());
    call.on('data', (request: WireRequest) => answering.take(request));
    call.on('drain', () => answering.goOn());
    call.on('end', () => {
      forget();
      answering.finish();
    });
    call.on('cancelled', () => {
      forget();
      answering.abandon();
    });
    call.on('error', () => answering.abandon());
  };
}

/** The place of a request in the stream; null until it is answered. */
interface Place {
  result: BatchResult | null;
}

class AnsweringStream {
  private readonly call: Call;
  private readonly check: Check;
  private readonly clock: Clock;
  private readonly traceParent: string;
  /** In the order of the requests; the answers of later ones wait for the first. */
  private places: Place[] = [];
  private isFull = false;
  private isEnding = false;
  private isOver = false;
  private isLeaving = false;

  constructor(call: Call, check: Check, clock: Clock) {
    this.call = call;
    this.check = check;
    this.clock = clock;
    this.traceParent = traceParentOf(call.metadata);
  }

  take(request: WireRequest): void {
    // What was sent to a server that leaves and was not taken has no answer.
    if (this.isOver || this.isLeaving) return;
    const result: NowOrLater<BatchResult> = recover(
      () => this.decide(request),
      (error) => ({ error }),
    );
    if (result instanceof Promise) this.wait(result);
    else if (this.places.length === 0 && !this.isFull) this.write(result);
    else this.places.push({ result });
    this.pauseWhenFull();
  }

  /** The reader has caught up. */
  goOn(): void {
    this.isFull = false;
    this.flush();
  }

  /** The caller sends no more; what it has sent is answered. */
  finish(): void {
    this.isEnding = true;
    this.flush();
  }

  /** The server stops: what was taken is answered, and the caller learns that it must ask another one. */
  leave(): void {
    this.isLeaving = true;
    this.flush();
  }

  abandon(): void {
    this.isOver = true;
    this.places = [];
  }

  private decide({ check }: WireRequest): NowOrLater<Answer> {
    if (check === null) throw new ScopegateError('invalid_argument', 'check is missing');
    const nowMs = this.clock();
    // A stream that has a deadline ends with it; its requests still have theirs.
    const deadlineMs = Math.min(deadlineOf(this.call.getDeadline(), nowMs), deadlineOf(Infinity, nowMs));
    return this.check(decodeRequest(check, { entryPoint: 'grpc_stream', deadlineMs, traceParent: this.traceParent }));
  }

  private wait(result: Promise<BatchResult>): void {
    const place: Place = { result: null };
    this.places.push(place);
    void result.then((settled) => {
      place.result = settled;
      this.flush();
    });
  }

  /** Hands on what is answered, up to the first that is not or until the reader has enough. */
  private flush(): void {
    let done = 0;
    for (const { result } of this.places) {
      if (result === null || this.isFull) break;
      this.write(result);
      done++;
    }
    if (done > 0) this.places.splice(0, done);
    if (this.isOver) return;
    if (this.isEnding && this.places.length === 0) this.call.end();
    else if (this.isLeaving && this.places.length === 0) this.end(noAnswer(LEAVING));
    else if (!this.isFull && this.places.length < MAX_IN_FLIGHT) this.call.resume();
  }

  private end(error: ScopegateError): void {
    this.isOver = true;
    this.call.emit('error', toServiceError(error));
  }

  private write(result: BatchResult): void {
    this.isFull = !this.call.write({ result: encodeResult(result) });
  }

  private pauseWhenFull(): void {
    if (this.isFull || this.places.length >= MAX_IN_FLIGHT) this.call.pause();
  }
}

/** What one request of many came to. */
function encodeResult(result: BatchResult): WireResult {
  if (!('error' in result)) return { response: encodeAnswer(result) };
  const { code, details } = toServiceError(result.error);
  return { error: { code, message: details } };
}
