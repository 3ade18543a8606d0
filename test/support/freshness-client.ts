import { credentials } from '@grpc/grpc-js';
import type { ClientReadableStream } from '@grpc/grpc-js';
import { loadFreshnessProto } from '../../src/wire/load-proto.js';
import type { WaitAppliedResponse__Output as WaitAppliedResponse } from '../../src/wire/scopegate/v1/WaitAppliedResponse.js';
import type { WatchInvalidationsResponse__Output as Event } from '../../src/wire/scopegate/v1/WatchInvalidationsResponse.js';

export type InvalidationEvent = Event;

/** A stream of invalidations, and what it said so far. */
export interface Watching {
  readonly events: Event[];
  /** Status code of the end; null while it goes on. */
  readonly endedWith: number | null;
  readonly stream: ClientReadableStream<Event>;
  cancel(): void;
}

/** Calls the service `Freshness`. */
export interface FreshnessClient {
  waitApplied(revision: number, timeoutMs: number): Promise<WaitAppliedResponse>;
  watch(fromRevision: number, onEvent?: (event: Event) => void): Watching;
  close(): void;
}

export function connectFreshness(address: string): FreshnessClient {
  const { Freshness } = loadFreshnessProto().scopegate.v1;
  const client = new Freshness(address, credentials.createInsecure());
  return {
    waitApplied: (revision, timeoutMs) =>
      new Promise((resolve, reject) => {
        client.waitApplied({ revision }, { deadline: Date.now() + timeoutMs }, (error, response) => {
          if (error !== null || response === undefined) reject(error ?? new Error('no content'));
          else resolve(response);
        });
      }),
    watch(fromRevision, onEvent = () => undefined) {
      const stream = client.watchInvalidations({ fromRevision });
      const events: Event[] = [];
      let endedWith: number | null = null;
      stream.on('data', (event: Event) => {
        events.push(event);
        onEvent(event);
      });
      stream.on('error', (error: Error & { code?: number }) => (endedWith = error.code ?? -1));
      return {
        events,
        stream,
        get endedWith() {
          return endedWith;
        },
        cancel: () => {
          stream.cancel();
        },
      };
    },
    close: () => {
      client.close();
    },
  };
}
