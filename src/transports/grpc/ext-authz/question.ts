import type { HeaderValue__Output as HeaderValue } from '../../../wire/envoy/config/core/v3/HeaderValue.js';
import type { AttributeContext__Output as Attributes } from '../../../wire/envoy/service/auth/v3/AttributeContext.js';
import type { _envoy_service_auth_v3_AttributeContext_HttpRequest__Output as HttpRequest } from '../../../wire/envoy/service/auth/v3/AttributeContext.js';
import type { CheckRequest } from '../../../service/check-request.js';
import { certificateThumbprint } from '../../../service/identity/client-certificate.js';
import { MAX_HEADERS, MAX_HEADER_BYTES } from '../../listener/bounds.js';
import { isOverride } from '../../../service/decision/override-headers.js';
import { clientAddress, parseForwardedFor } from '../../../service/decision/client-address.js';

/** Where the host of a question comes from that has no `context_extensions`: from nowhere, or from the request. */
export type HostSource = 'context' | 'request';

/** The key of `context_extensions` that names the API: one of its hosts. */
const API_HOST = 'api_host';

/**
 * The question in what Envoy sends, or null where there is no HTTP request in it. Which API it is about comes from
 * the route's `context_extensions`: the Host header is the client's to choose, and a route that takes any host would let
 * the client choose the policy. It counts only where the operator says so, for meshes that send no context.
 */
export function extAuthzQuestion(
  attributes: Attributes | null,
  options: { readonly trustedHops: number; readonly deadlineMs: number; readonly host: HostSource },
): CheckRequest | null {
  const http = attributes?.request?.http ?? null;
  if (attributes === null || http === null) return null;
  return {
    entryPoint: 'ext_authz',
    authorization: valuesOf(http, 'authorization').join(', '),
    method: http.method,
    target: http.path,
    host: hostOf(attributes.contextExtensions, http, options.host),
    sourceIp: addressOf(attributes, http, options.trustedHops),
    proof: {
      dpop: valuesOf(http, 'dpop').join(', '),
      origin: `${http.scheme}://${http.host}`,
      // Of the TLS connection, as Envoy itself says it (`include_peer_certificate`); no header counts.
      certificateThumbprint: certificateThumbprint(attributes.source?.certificate ?? ''),
    },
    traceParent: valuesOf(http, 'traceparent')[0] ?? '',
    minRevision: 0,
    explain: false,
    deadlineMs: options.deadlineMs,
  };
}

/** Empty where nothing names the API. What the route says counts before what the client says. */
function hostOf(context: Readonly<Record<string, string>>, http: HttpRequest, source: HostSource): string {
  return ownValue(context, API_HOST) ?? (source === 'request' ? http.host : '');
}

/**
 * Every value of a header. Envoy joins duplicates with commas in `headers`, and keeps them apart in `header_map`
 * (`encode_raw_headers`); a filter sends one of the two, and if both are there both count.
 */
function valuesOf(http: HttpRequest, name: string): string[] {
  const joined = ownValue(http.headers, name);
  const raw = (http.headerMap?.headers ?? []).filter((header) => header.key.toLowerCase() === name).map(textOf);
  return joined === undefined ? raw : [joined, ...raw];
}

function textOf({ rawValue, value }: HeaderValue): string {
  return rawValue.length > 0 ? rawValue.toString('latin1') : value;
}

/** Whether a header that the application gets too makes another request of this one. */
export function isOverridden({ headers, headerMap, method, path: target, host }: HttpRequest): boolean {
  const raw = headerMap?.headers ?? [];
  return (
    Object.entries(headers).some(([name, value]) => isOverride(name, value, { method, target, host })) ||
    raw.some((header) => isOverride(header.key, textOf(header), { method, target, host }))
  );
}

/** Which bound the headers of a request pass; the same two as over HTTP. Null for neither. */
export function headersBeyond({ headers, headerMap }: HttpRequest): 'too_many_headers' | 'headers_too_large' | null {
  const raw = headerMap?.headers ?? [];
  let count = raw.length;
  let bytes = 0;
  for (const name in headers) {
    count++;
    bytes += name.length + (headers[name]?.length ?? 0);
  }
  for (const { key, value, rawValue } of raw) bytes += key.length + Math.max(value.length, rawValue.length);
  if (count > MAX_HEADERS) return 'too_many_headers';
  return bytes > MAX_HEADER_BYTES ? 'headers_too_large' : null;
}

/** Envoy's peer, or what a trusted proxy in front of Envoy wrote. */
function addressOf(attributes: Attributes, http: HttpRequest, trustedHops: number): string {
  const peer = attributes.source?.address?.socketAddress?.address ?? '';
  if (trustedHops === 0) return clientAddress([peer], 0);
  const chain = valuesOf(http, 'x-forwarded-for').flatMap((value) => parseForwardedFor(value));
  // Envoy has appended its peer already where it is told to (`use_remote_address`).
  if (chain.at(-1) !== peer) chain.push(peer);
  return clientAddress(chain, trustedHops);
}

function ownValue(map: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined;
}
