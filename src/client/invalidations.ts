import type { ClientReadableStream } from '@grpc/grpc-js';
import { loadFreshnessProto } from '../wire/load-proto.js';
import type { WatchInvalidationsResponse__Output } from '../wire/scopegate/v1/WatchInvalidationsResponse.js';
import { MAX_SILENCE_MS } from './answer-cache.js';
import type { AnswerCache } from './answer-cache.js';
import { callMetadata, channelCredentials } from './security.js';
import type { SecurityOptions } from './security.js';

type Stream = ClientReadableStream<WatchInvalidationsResponse__Output>;

const RETRY_MS = 500;

/** Keeps a stream of invalidations up and lets the cache hear it; a stream that fell silent is given up for a new one. */
export function watchInvalidations(address: string, security: SecurityOptions, cache: AnswerCache): { close(): void } {
  const { Freshness } = loadFreshnessProto().scopegate.v1;
  const client = new Freshness(address, channelCredentials(security));
  let stream: Stream | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const lose = (lost: Stream): void => {
    if (stream !== lost) return;
    stream = null;
    lost.cancel();
    cache.lose();
    clearTimeout(timer);
    if (!isClosed) timer = setTimeout(watch, RETRY_MS * (0.5 + Math.random())).unref();
  };
  const watch = (): void => {
    // Nothing is kept at this moment, so there is nothing that could have been missed.
    const current = client.watchInvalidations({ fromRevision: 0 }, callMetadata(security));
    stream = current;
    const expectMore = (): void => {
      clearTimeout(timer);
      timer = setTimeout(lose, MAX_SILENCE_MS, current).unref();
    };
    expectMore();
    current.on('data', (event: WatchInvalidationsResponse__Output) => {
      if (stream !== current) return;
      cache.hear(event);
      expectMore();
    });
    for (const end of ['error', 'end', 'close']) {
      current.on(end, () => {
        lose(current);
      });
    }
  };
  watch();
  return {
    close() {
      isClosed = true;
      if (stream !== null) lose(stream);
      clearTimeout(timer);
      client.close();
    },
  };
}
