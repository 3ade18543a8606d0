import type { Check } from '../../src/service/decision/answer.js';
import type { OnRejected } from '../../src/service/decision/rejected-request.js';
import type { OnRefusedQuestion } from '../../src/service/decision/refused-question.js';
import { compileAddressRule } from '../../src/service/identity/addresses.js';
import { makeHandOver } from '../../src/app/hand-over.js';
import { makeAuthzenRoutes } from '../../src/transports/http/authzen/route.js';
import { makeForwardAuthRoutes } from '../../src/transports/http/forward-auth/route.js';
import { makePageRoute } from '../../src/transports/http/manage/page-route.js';
import { makeManagementRoute } from '../../src/transports/http/manage/route.js';
import type { Management } from '../../src/transports/http/manage/server.js';
import { startHttpServer } from '../../src/transports/http/server.js';
import type { HttpServer } from '../../src/transports/http/server.js';
import { anyCaller } from '../../src/transports/listener/callers.js';
import { NOW_MS } from './check-world.js';
import { OPEN_LISTENER, PROCESS_ROUTES } from './listener.js';

export interface WholeListenerOptions {
  readonly check: Check;
  readonly management: 'says yes to everything' | 'not yet open';
  readonly onRefused: OnRefusedQuestion;
  readonly onRejected?: OnRejected;
  readonly requestTimeoutMs?: number;
}

const SAYS_YES: Management = {
  handle: (_request, response) => void response.writeHead(200).end('managed'),
  replyMissing: (response) => void response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('no'),
  openApi: () => ({}),
  close: () => Promise.resolve(),
};

/**
 * All that the service serves over HTTP, on a listener that takes every Host: the protection of the names is not to hide
 * what an address answers. What reaches the Management API gets a 200, so that a gateway would take it for an answer.
 */
export function startWholeListener(options: WholeListenerOptions): Promise<HttpServer> {
  const { check, management: state, onRefused, onRejected, requestTimeoutMs } = options;
  const asking = {
    ...OPEN_LISTENER,
    ...{ check, clock: () => NOW_MS, callers: anyCaller, timeoutMs: 500, onRefused },
    trustedPeers: compileAddressRule(['127.0.0.1'])!,
  };
  const management = makeManagementRoute('loopback', () => (state === 'not yet open' ? null : SAYS_YES));
  const icon = { body: Buffer.from('x'), packed: null, type: 'image/svg+xml', etag: '"x"', isImmutable: false };
  return startHttpServer({
    ...{ host: '127.0.0.1', port: 0, hosts: asking.hosts, onRefused },
    ...(onRejected === undefined ? {} : { onRejected }),
    ...(requestTimeoutMs === undefined ? {} : { requestTimeoutMs }),
    routes: [
      ...makeForwardAuthRoutes({ ...asking, trustedHops: 0, certificateField: '' }),
      ...makeAuthzenRoutes({
        ...asking,
        searches: makeHandOver().entry.lookups.searches,
        identifier: { url: null, scheme: 'http' },
      }),
      ...PROCESS_ROUTES,
      management,
      makePageRoute({ page: '<p>page</p>', files: new Map([['/icon.svg', icon]]) }, 'loopback'),
    ],
  });
}
