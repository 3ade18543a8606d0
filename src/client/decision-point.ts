import { makeGenericClientConstructor } from '@grpc/grpc-js';
import type { ClientReadableStream, ServiceError } from '@grpc/grpc-js';
import { ScopegateError } from '../base/errors.js';
import type { ProtoGrpcType } from '../wire/decision_point.js';
import { loadProto } from '../wire/load-proto.js';
import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import type { CheckResponse__Output } from '../wire/scopegate/v1/CheckResponse.js';
import { makeBatchDecoder } from './decode-batch.js';
import { toScopegateError } from './errors.js';
import { callMetadata, channelCredentials } from './security.js';
import type { SecurityOptions } from './security.js';
import { streamChecks } from './check-stream.js';
import type { LookupCredentialsRequest } from '../wire/scopegate/v1/LookupCredentialsRequest.js';
import type { LookupCredentialsResponse__Output } from '../wire/scopegate/v1/LookupCredentialsResponse.js';
import type { LookupEndpointsRequest } from '../wire/scopegate/v1/LookupEndpointsRequest.js';
import type { LookupEndpointsResponse__Output } from '../wire/scopegate/v1/LookupEndpointsResponse.js';
import { toOutcome } from './outcome.js';
import type { CheckOutcome } from './outcome.js';

export type CheckResponse = CheckResponse__Output;

export interface CallOptions {
  /** Instead of that of the connection. */
  readonly timeoutMs?: number;
}

export interface StreamOptions extends CallOptions {
  /** Requests that may wait for their answers; 256 by default, which is what the service takes ahead. */
  readonly maxOutstanding?: number;
}

export interface BatchOptions extends CallOptions {
  /** Answer from policy and credentials of at least this revision; 0, the default: whatever is applied. */
  readonly minRevision?: number;
}

export interface CheckedBatch {
  /** In the order of the requests. */
  readonly outcomes: readonly CheckOutcome[];
  /** The revision that all of them rest on. */
  readonly revision: number;
}

export interface DecisionPoint {
  /** Rejects with a `ScopegateError` when there is no answer; the caller must then refuse. */
  check(request: CheckRequest, options?: CallOptions): Promise<CheckResponse>;
  /**
   * Up to 1,000 requests, decided by one policy. Rejects with a `ScopegateError` when there is no answer to any of them:
   * `invalid_argument` for their number, `unavailable`, `deadline_exceeded`, `resource_exhausted`. What several outcomes
   * have in common they share, frozen.
   */
  checkBatch(requests: readonly CheckRequest[], options?: BatchOptions): Promise<CheckedBatch>;
  /**
   * Decides requests as they come; outcomes in their order. Requests are taken only as fast as outcomes are read.
   * Throws a `ScopegateError` when the stream breaks: what was not answered must then be refused.
   */
  stream(
    requests: AsyncIterable<CheckRequest> | Iterable<CheckRequest>,
    options?: StreamOptions,
  ): AsyncIterable<CheckOutcome>;
  /** Pages of all that a credential can call, by its public id. Throws a `ScopegateError`. */
  lookupEndpoints(request: LookupEndpointsRequest): AsyncIterable<LookupEndpointsResponse__Output>;
  /** Pages of who can call an endpoint. Throws a `ScopegateError`. */
  lookupCredentials(request: LookupCredentialsRequest): AsyncIterable<LookupCredentialsResponse__Output>;
  close(): void;
}

export interface DecisionPointOptions extends SecurityOptions {
  /** Host and port, `127.0.0.1:50051`. */
  readonly address: string;
  readonly timeoutMs: number;
}

/** Bytes that the service may send ahead; with the 64 KB that HTTP/2 begins with, batches would wait for each other. */
const FLOW_WINDOW_BYTES = 1024 * 1024;

const RECONNECT_MS = 100;
const MAX_OUTSTANDING = 256;

/**
 * A client of one decision point; connects with the first call, and again by itself. Its methods reject with a
 * `ScopegateError`: `unavailable`, `deadline_exceeded`, `resource_exhausted`, `invalid_argument`, and `internal` for
 * everything else, such as a client that may not ask.
 */
export function connectDecisionPoint(options: DecisionPointOptions): DecisionPoint {
  const client = new (clientClass())(options.address, channelCredentials(options), {
    'grpc-node.flow_control_window': FLOW_WINDOW_BYTES,
    'grpc.initial_reconnect_backoff_ms': RECONNECT_MS,
  });
  const { address } = options;
  const deadline = (timeoutMs = options.timeoutMs): number => Date.now() + timeoutMs;
  const metadata = callMetadata(options);
  return {
    check(request, { timeoutMs } = {}) {
      return new Promise((resolve, reject) => {
        client.check(request, metadata, { deadline: deadline(timeoutMs) }, (error, response) => {
          if (error !== null) reject(toScopegateError(error, address));
          else if (response === undefined) reject(withoutContent());
          else resolve(response);
        });
      });
    },
    checkBatch(requests, { minRevision = 0, timeoutMs } = {}) {
      const batch = { items: requests as CheckRequest[], minRevision };
      return new Promise((resolve, reject) => {
        client.checkBatch(batch, metadata, { deadline: deadline(timeoutMs) }, (error, response) => {
          if (error !== null) reject(toScopegateError(error, address));
          else if (response?.results.length !== requests.length) reject(withoutContent());
          else resolve({ outcomes: response.results.map(toOutcome), revision: response.revision });
        });
      });
    },
    stream(requests, { maxOutstanding = MAX_OUTSTANDING, timeoutMs } = {}) {
      const call = (): ReturnType<typeof client.checkStream> =>
        client.checkStream(metadata, timeoutMs === undefined ? {} : { deadline: deadline(timeoutMs) });
      return streamChecks(call, address, { requests, maxOutstanding });
    },
    lookupEndpoints: (request) =>
      readPages(client.lookupEndpoints(request, metadata, { deadline: deadline() }), address),
    lookupCredentials: (request) =>
      readPages(client.lookupCredentials(request, metadata, { deadline: deadline() }), address),
    close() {
      client.close();
    },
  };
}

type ClientClass = ProtoGrpcType['scopegate']['v1']['DecisionPoint'];

/** The client class of the .proto, with its own reader for batches. */
function clientClass(): ClientClass {
  const { service } = loadProto().scopegate.v1.DecisionPoint;
  const decoded = { ...service, CheckBatch: { ...service.CheckBatch, responseDeserialize: makeBatchDecoder() } };
  return makeGenericClientConstructor(decoded, 'DecisionPoint') as unknown as ClientClass;
}

function withoutContent(): ScopegateError {
  return new ScopegateError('internal', 'an answer without content');
}

/** The pages of one lookup; the call is cut when the caller stops reading. Throws a `ScopegateError`. */
async function* readPages<Page>(call: ClientReadableStream<Page>, address: string): AsyncGenerator<Page> {
  try {
    for await (const page of call as AsyncIterable<Page>) yield page;
  } catch (error) {
    throw toScopegateError(error as ServiceError, address);
  } finally {
    call.cancel();
  }
}
