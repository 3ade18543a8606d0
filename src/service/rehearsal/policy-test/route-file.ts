import { z } from 'zod';
import { ScopegateError } from '../../../base/errors.js';
import type { NdjsonLine } from '../../../base/ndjson.js';
import { compileApi, makeScopeTable, parseHost } from '../../../engine/index.js';
import type { CompiledApi, EndpointSource } from '../../../engine/index.js';
import { notUsable, optionalText } from './case.js';
import type { PolicyUnderTest } from './policy-under-test.js';

const routeSchema = z.object({
  host: optionalText,
  method: z.string(),
  path: z.string(),
  scopes: z.array(z.string()).default([]),
  access: z.enum(['scoped', 'authenticated', 'public', 'closed']).default('scoped'),
  accepted_kinds: z.array(z.enum(['api_key', 'user', 'session', 'oauth_token'])).nullish(),
  // Catalogues of other makes know no such field, and their servers take an escaped percent sign in a parameter.
  encoded: z.array(z.enum(['slash', 'percent'])).default(['percent']),
});

/**
 * Compiles the routes of a file, one a line; all routes of one host are one API, and those without a host are the
 * default API. Endpoints are named by their lines.
 *
 * @throws ScopegateError `invalid_argument` for a line that is no route, `policy` for routes that contradict each other
 */
export async function compileRoutes(file: string, lines: AsyncIterable<NdjsonLine>): Promise<PolicyUnderTest> {
  const byHost = new Map<string, EndpointSource[]>();
  for await (const { number, value } of lines) {
    const { host, endpoint } = parseRoute(value, { file, line: number });
    const endpoints = byHost.get(host);
    if (endpoints === undefined) byHost.set(host, [endpoint]);
    else endpoints.push(endpoint);
  }
  const scopes = makeScopeTable();
  const apis = new Map<string, CompiledApi>();
  for (const [host, endpoints] of byHost) {
    const source = {
      id: apis.size + 1,
      name: host === '' ? 'default' : host,
      endpoints,
      manageScopes: new Map(),
      implications: [],
    };
    apis.set(host, compileApi(source, scopes));
  }
  return { scopes, apis };
}

function parseRoute(
  value: unknown,
  place: { readonly file: string; readonly line: number },
): { readonly host: string; readonly endpoint: EndpointSource } {
  const parsed = routeSchema.safeParse(value);
  if (!parsed.success) throw notUsable('route', place, parsed.error);
  const { host: rawHost, path: template, accepted_kinds: acceptedKinds = null, ...rest } = parsed.data;
  const host = parseHost(rawHost);
  if ('refusal' in host) {
    throw new ScopegateError('invalid_argument', `${place.file}, line ${String(place.line)}: no host: "${rawHost}"`, {
      hint: 'Write it like api.example.com, or leave it away for the default API.',
    });
  }
  return {
    host: host.host,
    endpoint: { ...rest, id: place.line, template, acceptedKinds, product: null, managed: true },
  };
}
