import type { CompiledApi } from '../decision/compile.js';
import { ACCESS_MASK, ALLOWS_PERCENT, ALLOWS_SLASH, PUBLIC } from '../decision/endpoint-table.js';
import { sufficientScopes } from '../decision/explain.js';
import { parseTemplate, templateShape } from '../trie/template.js';

const ENCODINGS = ALLOWS_SLASH | ALLOWS_PERCENT;

/** Whether an endpoint is open to everybody; -1, which is none, is not. */
export function isPublicEndpoint({ endpoints }: CompiledApi, endpoint: number): boolean {
  return ((endpoints.flags[endpoint] ?? 0) & ACCESS_MASK) === PUBLIC;
}

/** What may stand escaped in a parameter, as bits; none where there is no parameter. */
export function encodingsOf({ endpoints }: CompiledApi, endpoint: number): number {
  if (endpoint < 0 || !endpoints.templates[endpoint]!.includes('{')) return 0;
  return endpoints.flags[endpoint]! & ENCODINGS;
}

/** A number for endpoints of one API that ask for the same; different ones may still do so. */
export function guardNumber(api: CompiledApi, endpoint: number): number {
  return api.endpoints.requirementOf[endpoint]! * 0x1_0000 + ownFlags(api, endpoint);
}

/** Equal for endpoints, also of different APIs, that let the same requests of the same credentials through. */
export function guardKey(api: CompiledApi, endpoint: number): string {
  return JSON.stringify([ownFlags(api, endpoint), sufficientScopes(api, endpoint)]);
}

/** Method and shape of a template, by which an endpoint is the same in two versions; empty for none. */
export function endpointKey({ endpoints, methods }: CompiledApi, endpoint: number): string {
  if (endpoint < 0) return '';
  const shape = templateShape(parseTemplate(endpoints.templates[endpoint]!));
  return `${methods.names[endpoints.methods[endpoint]!]!} ${shape}`;
}

function ownFlags(api: CompiledApi, endpoint: number): number {
  return (api.endpoints.flags[endpoint]! & ~ENCODINGS) | encodingsOf(api, endpoint);
}
