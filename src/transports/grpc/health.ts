import type { Server, ServerWritableStream, UntypedServiceImplementation } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import type { Watchers } from './watchers.js';
import type { LongCalls } from './long-calls.js';

export interface Health {
  /** Health v1 (grpc.health.v1) of all services: SERVING from now on, or not. */
  set(state: 'serving' | 'not_serving'): void;
}

/** NOT_SERVING at first. Who watches is told the last state and let go when the server stops. */
export function addHealth(
  server: Server,
  services: readonly string[],
  { longCalls, watchers }: { readonly longCalls: LongCalls; readonly watchers: Watchers },
): Health {
  const health = new HealthImplementation(Object.fromEntries(services.map((name) => [name, 'NOT_SERVING' as const])));
  const add = (service: Parameters<Server['addService']>[0], handlers: UntypedServiceImplementation): void => {
    const watch = watchers.stream(handlers['watch'] as (call: ServerWritableStream<unknown, unknown>) => void);
    server.addService(service, {
      ...handlers,
      watch(call: ServerWritableStream<unknown, unknown>) {
        call.once(
          'cancelled',
          longCalls.add(() => call.end()),
        );
        watch(call);
      },
    });
  };
  health.addToServer({ addService: add });
  return {
    set(state) {
      for (const name of services) health.setStatus(name, state === 'serving' ? 'SERVING' : 'NOT_SERVING');
    },
  };
}
