import type { Closers } from '../base/closers.js';
import type { Gate } from '../service/decision/startup-gate.js';
import type { Readiness } from './readiness.js';
import type { Servers } from './servers.js';

interface Closing {
  readonly closers: Closers;
  readonly servers: Servers;
  readonly gate: Gate;
  readonly readiness: Readiness;
  /** Of the invalidation stream. */
  readonly watchers: { close(): void };
}

/** What closes first is pushed last. */
export function closeInOrder({ closers, servers, gate, readiness, watchers }: Closing): void {
  closers.push('calls under way', () => servers.drain());
  closers.push('watchers', () => {
    watchers.close();
  });
  closers.push('readiness', () => {
    gate.shut();
  });
  closers.push(
    'watch over readiness',
    readiness.watch((state) => {
      servers.grpc.setServing(state);
    }),
  );
}
