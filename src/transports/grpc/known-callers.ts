import { ServerInterceptingCall, ServerListenerBuilder, status } from '@grpc/grpc-js';
import type { ServerInterceptor } from '@grpc/grpc-js';
import { CALLER_TOKEN_FIELD } from '../listener/caller-tokens.js';
import type { Callers } from '../listener/callers.js';

/** Anybody may ask whether this server lives: probes carry no secret. */
const OPEN_PATH = '/grpc.health.v1.Health/';

/**
 * Refuses every call of a caller that is not known, before its message is read, with UNAUTHENTICATED. A certificate
 * was checked when the connection was made.
 */
export function onlyKnownCallers(callers: Callers): ServerInterceptor {
  return (method, call) => {
    if (method.path.startsWith(OPEN_PATH)) return new ServerInterceptingCall(call);
    return new ServerInterceptingCall(call, {
      start(next) {
        const listener = new ServerListenerBuilder().withOnReceiveMetadata((metadata, pass) => {
          const tokens = metadata.get(CALLER_TOKEN_FIELD).map(String);
          if (callers.hasToken(tokens)) {
            pass(metadata);
          } else {
            const details = `caller not known: send a caller token as ${CALLER_TOKEN_FIELD}`;
            call.sendStatus({ code: status.UNAUTHENTICATED, details });
          }
        });
        next(listener.build());
      },
    });
  };
}
