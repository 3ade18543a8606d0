import { Type } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { makeShape, nullable } from '../../../base/shape.js';
import type { NdjsonLine } from '../../../base/ndjson.js';
import { compileApi, makeScopeTable, parseHost } from '../../../engine/index.js';
import type { EndpointSource } from '../../../engine/index.js';
import { OptionalText, notUsable } from './case.js';
import { makePolicyUnderTest } from './policy-under-test.js';
import type { CompiledHosts, PolicyUnderTest } from './policy-under-test.js';

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
 * Compiles the routes of a file, one a line. All routes of one host are one API. Either every route names its host, or
 * none does and all are the only API. Endpoints are named by their lines.
 *
 * @throws ScopegateError `invalid_argument` for a line that is no route, or that alone names a host or none; `policy` for
 *   routes that contradict each other
 */
export async function compileRoutes(file: string, lines: AsyncIterable<NdjsonLine>): Promise<PolicyUnderTest> {
  const byHost = new Map<string, EndpointSource[]>();
  for await (const { number, value } of lines) {
    const { host, endpoint } = parseRoute(value, { file, line: number });
    refuseMixed(host, [...byHost.keys()][0] ?? host, { file, line: number });
    const endpoints = byHost.get(host);
    if (endpoints === undefined) byHost.set(host, [endpoint]);
    else endpoints.push(endpoint);
  }
  const scopes = makeScopeTable();
  const apis: CompiledHosts[] = [];
  for (const [host, endpoints] of byHost) {
    const source = {
      id: apis.length + 1,
      name: host === '' ? 'routes' : host,
      endpoints,
      manageScopes: new Map(),
      implications: [],
    };
    apis.push({ hosts: host === '' ? [] : [host], api: compileApi(source, scopes) });
  }
  return makePolicyUnderTest(scopes, apis);
}

/** A request without a host leads nowhere as soon as there are several APIs, so such a route would never be reached. */
function refuseMixed(
  host: string,
  first: string,
  { file, line }: { readonly file: string; readonly line: number },
): void {
  if ((host === '') === (first === '')) return;
  const what =
    host === ''
      ? 'this route names no host, and the routes before it name one'
      : 'this route names a host, and the routes before it name none';
  throw new ScopegateError('invalid_argument', `${file}, line ${String(line)}: ${what}`, {
    hint: 'Name the host of every route, or of none where all of them are one API.',
  });
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
      hint: 'Write it like api.example.com, or leave it out of every route where all of them are one API.',
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
