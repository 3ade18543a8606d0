import type { CheckRequest } from '../wire/scopegate/v1/CheckRequest.js';
import { makeAnswerCache } from './answer-cache.js';
import { connectDecisionPoint } from './decision-point.js';
import type {
  BatchOptions,
  CallOptions,
  CheckResponse,
  CheckedBatch,
  DecisionPointOptions,
  StreamOptions,
} from './decision-point.js';
import { makeException, toException } from './exceptions.js';
import type { ApiException } from './exceptions.js';
import { watchInvalidations } from './invalidations.js';
import type { CheckOutcome } from './outcome.js';
import { retryUnavailable } from './retry.js';

export interface ClientOptions extends DecisionPointOptions {
  /** Keep answers, as long as the service says that nothing they rest on has changed. Unset: ask every time. */
  readonly cache?: { readonly maxEntries: number };
}

/** The outcome of one request of a batch. Only a response with DECISION_ALLOW lets the request through. */
export type Outcome =
  | { readonly response: CheckResponse; readonly error: null }
  | { readonly response: null; readonly error: ApiException };

export interface Client {
  /**
   * Decides one request; asks again after UNAVAILABLE within the time. A deny is an answer, and no exception.
   *
   * @throws ApiException when there is no answer: refuse the request then
   */
  check(request: CheckRequest, options?: CallOptions): Promise<CheckResponse>;
  /**
   * The same, for who wants a deny as an exception with the headers and the body for the client.
   *
   * @throws UnauthorizedException, ForbiddenException when the request is denied; ApiException when there is no answer
   */
  authorise(request: CheckRequest, options?: CallOptions): Promise<CheckResponse>;
  /**
   * Decides up to 1,000 requests by one policy.
   *
   * @throws ApiException when there is no answer to any of them
   */
  checkBatch(
    requests: readonly CheckRequest[],
    options?: BatchOptions,
  ): Promise<{ readonly outcomes: readonly Outcome[]; readonly revision: number }>;
  /**
   * Decides requests as they come; outcomes in their order.
   *
   * @throws ApiException when the stream breaks: what was not answered must be refused; nothing is asked again
   */
  stream(
    requests: AsyncIterable<CheckRequest> | Iterable<CheckRequest>,
    options?: StreamOptions,
  ): AsyncIterable<Outcome>;
  close(): void;
}

/** Connects at the first question. Close it when it is no longer used. */
export function makeClient(options: ClientOptions): Client {
  const { timeoutMs, cache } = options;
  const connection = connectDecisionPoint(options);
  const kept = cache === undefined ? null : makeAnswerCache(cache.maxEntries);
  const watching = kept === null ? null : watchInvalidations(options.address, options, kept);
  const ask = async (request: CheckRequest, limitMs: number): Promise<CheckResponse> => {
    const found = kept?.get(request);
    if (found) return found;
    try {
      return await retryUnavailable(async (leftMs) => {
        const asked = kept?.ask();
        const answer = await connection.check(request, { timeoutMs: leftMs });
        if (asked !== undefined) kept?.put(request, answer, asked);
        return answer;
      }, limitMs);
    } catch (error) {
      throw toException(error);
    }
  };
  return {
    check: (request, limits) => ask(request, limits?.timeoutMs ?? timeoutMs),
    async authorise(request, limits) {
      const answer = await ask(request, limits?.timeoutMs ?? timeoutMs);
      if (answer.decision !== 'DECISION_ALLOW') throw toDenial(answer);
      return answer;
    },
    async checkBatch(requests, limits = {}) {
      try {
        const batch = await retryUnavailable<CheckedBatch>(
          (leftMs) => connection.checkBatch(requests, { ...limits, timeoutMs: leftMs }),
          limits.timeoutMs ?? timeoutMs,
        );
        return { revision: batch.revision, outcomes: batch.outcomes.map(toPublic) };
      } catch (error) {
        throw toException(error);
      }
    },
    async *stream(requests, limits) {
      try {
        for await (const outcome of connection.stream(requests, limits)) yield toPublic(outcome);
      } catch (error) {
        throw toException(error);
      }
    },
    close() {
      watching?.close();
      connection.close();
    },
  };
}

function toPublic(outcome: CheckOutcome): Outcome {
  return outcome.error === null ? outcome : { response: null, error: toException(outcome.error) };
}

/** Whatever the status says: what is no allow is a 401 or a 403. */
function toDenial({ httpStatus, headers, body, reason }: CheckResponse): ApiException {
  return makeException(`denied: ${reason}`, {
    code: httpStatus === 401 ? 401 : 403,
    responseHeaders: Object.fromEntries(headers.map(({ name, value }) => [name.toLowerCase(), value])),
    responseBody: Buffer.from(body).toString('utf8'),
  });
}
