import type { CompiledApi } from '../decision/compile.js';
import type { Router } from '../decision/route.js';
import { parseTemplate } from '../trie/template.js';
import type { Segment, Template } from '../trie/template.js';

/** A request that an endpoint decides, or the endpoint that stands in its way. */
export type EndpointReach = { readonly method: string; readonly path: string } | { readonly shadowedBy: number };

/** Values that nobody has as literal text; several, because each of them may be taken by a better template. */
const FILLERS = ['x', '1', 'q7', 'zz-9', 'w_0.k', '~tilde~', 'a:b'];
const UNUSUAL_METHOD = 'X-WITNESS';
/** How many segments a parameter of several segments is tried with; longer ones meet no other templates. */
const MAX_SPAN = 8;

/**
 * Looks for a request that reaches an endpoint. What is tried are the paths of its own template, with parameters of
 * several segments in every length up to eight; where all of them lead elsewhere the endpoint is shadowed.
 */
export function reachOf(api: CompiledApi, router: Router, endpoint: number): EndpointReach {
  const template = parseTemplate(api.endpoints.templates[endpoint]!);
  const name = api.methods.names[api.endpoints.methods[endpoint]!]!;
  let other = -1;
  for (const method of name === '*' ? [UNUSUAL_METHOD, 'GET', 'POST'] : [name]) {
    for (const path of pathsOf(template)) {
      const { endpointIndex } = router.route(api, method, path);
      if (endpointIndex === endpoint) return { method, path };
      if (endpointIndex >= 0) other = endpointIndex;
    }
  }
  return { shadowedBy: other };
}

function* pathsOf(template: Template): Generator<string> {
  const hasSpan = template.segments.some(({ multiAt }) => multiAt >= 0);
  for (let span = 1; span <= (hasSpan ? MAX_SPAN : 1); span++) {
    for (const filler of FILLERS)
      yield '/' + template.segments.map((segment) => textOf(segment, filler, span)).join('/');
  }
}

function textOf({ pieces, multiAt }: Segment, filler: string, span: number): string {
  const long = Array<string>(span).fill(filler).join('/');
  return pieces.reduce((text, piece, index) => text + (index - 1 === multiAt ? long : filler) + piece);
}
