import { ScopegateError } from '../../../base/errors.js';

/**
 * Every path of the Management API, and what describes it. The listener knows them before there is a database to manage,
 * so that every other path is 404 from the first moment.
 */
export const API_PATHS = [
  '/docs',
  '/openapi.json',
  '/v1/session',
  '/v1/api-keys',
  '/v1/api-keys/{id}',
  '/v1/api-keys/{id}/rotate',
  '/v1/api-keys/{id}/enable',
  '/v1/api-keys/{id}/disable',
  '/v1/api-keys/{id}/revoke',
  '/v1/api-keys/{id}/endpoints',
  '/v1/api-keys/{id}/usage',
  '/v1/previews',
  '/v1/users',
  '/v1/users/{id}',
  '/v1/users/{id}/password',
  '/v1/users/{id}/sessions',
  '/v1/roles',
  '/v1/roles/{id}',
  '/v1/sessions',
  '/v1/sessions/{id}',
  '/v1/oauth-issuers',
  '/v1/oauth-issuers/{id}',
  '/v1/oauth-clients',
  '/v1/oauth-clients/{id}',
  '/v1/scopes',
  '/v1/endpoints',
  '/v1/endpoints/{id}',
  '/v1/endpoints/{id}/callers',
  '/v1/products',
  '/v1/apis',
  '/v1/checks',
  '/v1/audit',
  '/v1/overview',
] as const;

/**
 * @param registered the paths that the API has routes for, with `:id` for a parameter
 * @throws ScopegateError `internal` where they are not exactly `API_PATHS`: a route would be missing or a 404 would be late
 */
export function expectApiPaths(registered: ReadonlySet<string>): void {
  const templates = new Set([...registered].map((url) => url.replaceAll(/:(\w+)/g, '{$1}')));
  const listed = new Set<string>(API_PATHS);
  const unlisted = [...templates].filter((path) => !listed.has(path));
  const unserved = API_PATHS.filter((path) => !templates.has(path));
  if (unlisted.length === 0 && unserved.length === 0) return;
  const problem = `not listed: [${unlisted.join(', ')}]; without a route: [${unserved.join(', ')}]`;
  throw new ScopegateError('internal', `API_PATHS and the routes of the Management API differ: ${problem}`);
}
