import { replyNotFound } from '../not-found.js';
import { compilePathTemplates } from '../path-templates.js';
import type { HttpRoute } from '../route.js';
import { API_PATHS } from './api-paths.js';
import { EXPOSED } from './exposure.js';
import type { Exposure } from './exposure.js';
import type { Management } from './server.js';

/** Everything below is the API's. */
const API_ROOT = '/v1/';

/**
 * The place of the Management API on the listener, which is bound before there is a database to manage.
 *
 * @param current the Management API; null while there is none: 503
 */
export function makeManagementRoute(exposure: Exposure, current: () => Management | null): HttpRoute {
  const isPath = compilePathTemplates(API_PATHS);
  return {
    audience: 'caller',
    entryPoint: null,
    matches: (target) => isPath(target) || target.startsWith(API_ROOT),
    handle(request, response) {
      const management = current();
      if (!isPath(request.url ?? '')) {
        // In the form of the API's errors, where there is one.
        if (management === null) replyNotFound(response, null);
        else management.replyMissing(response);
        return;
      }
      if (exposure === 'exposed') response.writeHead(403, { 'Content-Type': 'text/plain; charset=utf-8' }).end(EXPOSED);
      else if (management === null) response.writeHead(503, { 'Retry-After': '1' }).end();
      else management.handle(request, response);
    },
  };
}
