import { Type } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { makeShape, nullable } from '../../../base/shape.js';
import type { NdjsonLine } from '../../../base/ndjson.js';
import { compileApi, makeScopeTable, parseHost } from '../../../engine/index.js';
import type { CompiledApi, EndpointSource } from '../../../engine/index.js';
import { OptionalText, notUsable } from './case.js';
import type { PolicyUnderTest } from './policy-under-test.js';

const readRoute = makeShape(
  Type.Object({
    host: OptionalText,
    method: Type.String(),
    path: Type.String(),
    scopes: Type.Array(Type.String(), { default: [] }),
    access: Type.Enum(['scoped', 'authenticated', 'public', 'closed'], { default: 'scoped' }),
    accepted_kinds: Type.Optional(nullable(Type.Array(Type.Enum(['api_key', 'user', 'session', 'oauth_token'])))),
    // Catalogues of other makes know no such field, and their servers take an escaped percent sign in a parameter.
    encoded: Type.Array(Type.Enum(['slash', 'percent']), { default: ['percent'] }),
  }),
);

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
  const { value: read, faults } = readRoute(value);
  if (faults !== null) throw notUsable('route', place, faults);
  const { method, path: template, scopes, access, accepted_kinds: acceptedKinds = null, encoded } = read;
  const rawHost = read.host ?? '';
  const host = parseHost(rawHost);
  if ('refusal' in host) {
    throw new ScopegateError('invalid_argument', `${place.file}, line ${String(place.line)}: no host: "${rawHost}"`, {
      hint: 'Write it like api.example.com, or leave it away for the default API.',
    });
  }
  return {
    host: host.host,
    endpoint: {
      ...{ id: place.line, method, template, scopes, access, acceptedKinds, encoded },
      ...{ product: null, managed: true },
    },
  };
}
