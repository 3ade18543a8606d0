import type { IncomingMessage } from 'node:http';
import type { RefusedQuestion } from '../../service/decision/refused-question.js';
import { pathOf } from './path-templates.js';
import { questionHeadersIn } from './question-headers.js';

/**
 * What is wrong with a question that came to an address that is no entry point; null where the request looks like no
 * question.
 *
 * @param options.fault `unknown_entry_point`: nothing is at that address; `wrong_address`: something else is
 * @param options.entryPoints the real ones; `/...` at the end stands for what the gateway adds
 */
export function describeWrongAddress(
  request: IncomingMessage,
  options: { readonly fault: 'unknown_entry_point' | 'wrong_address'; readonly entryPoints: readonly string[] },
): RefusedQuestion | null {
  const { fault, entryPoints } = options;
  const names = questionHeadersIn(request);
  const path = simplify(pathOf(request.url ?? '/'));
  const { entryPoint, distance } = nearest(path, entryPoints);
  const isBelow = BELOW.test(path);
  const isAlike = isBelow || distance <= MAX_SLIPS;
  if (fault === 'unknown_entry_point' && names.length === 0 && !isAlike) return null;
  const meant = (isAlike ? entryPoint : entryPointFor(names, entryPoints)) ?? entryPoint;
  const detail =
    fault === 'wrong_address'
      ? `${shown(request)} answers no questions, and ${names[0] ?? 'a caller token'} says that a gateway asks one`
      : `${shown(request)} is no entry point, so it answers no questions`;
  const peer = request.socket.remoteAddress ?? '';
  return { fault, entryPoint: meant, detail: `${detail}; the nearest entry point is ${meant}`, peer };
}

/** Where only questions are expected. */
const BELOW = /^\/(?:auth|access)(?:\/|$)/;
/** So many characters apart, an address is still a misspelling. */
const MAX_SLIPS = 3;
/** What is compared is cut here: the rest of a long path is the client's. */
const MAX_COMPARED = 48;

const MAX_SHOWN = 40;

/** The beginning of the address as it came; what follows may be of the client. */
function shown(request: IncomingMessage): string {
  const path = pathOf(request.url ?? '/');
  const begin = path.split('/', 4).join('/').slice(0, MAX_SHOWN);
  return JSON.stringify(begin.length < path.length ? `${begin}...` : begin);
}

/** A path as somebody may have meant it: one spelling for the usual slips. */
function simplify(path: string): string {
  const withoutHost = path.slice(0, 4 * MAX_COMPARED).replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/i, '');
  const decoded = withoutHost.replace(/%([2-7][\da-f])/gi, (_all, hex: string) =>
    String.fromCharCode(parseInt(hex, 16)),
  );
  const segments = decoded.toLowerCase().split(/[/\\]+/);
  return `/${segments.filter((segment) => !/^\.{0,2}$/.test(segment)).join('/')}`.slice(0, MAX_COMPARED);
}

function nearest(path: string, entryPoints: readonly string[]): { entryPoint: string; distance: number } {
  let best = { entryPoint: '', distance: Infinity };
  for (const entryPoint of entryPoints) {
    const distance = entryPoint.endsWith(REST) ? distanceToPrefix(path, entryPoint) : editDistance(path, entryPoint);
    if (distance < best.distance) best = { entryPoint, distance };
  }
  return best;
}

const REST = '/...';

/** Of as many segments as the prefix has: what follows is the client's. */
function distanceToPrefix(path: string, entryPoint: string): number {
  const prefix = entryPoint.slice(0, -REST.length);
  return editDistance(path.split('/', prefix.split('/').length).join('/'), prefix);
}

/** Which entry point reads the headers that came. */
function entryPointFor(names: readonly string[], entryPoints: readonly string[]): string | undefined {
  const [, name] = BY_HEADER.find(([pattern]) => names.some((each) => pattern.test(each))) ?? [];
  return entryPoints.find((entryPoint) => entryPoint === name);
}

const BY_HEADER: readonly (readonly [pattern: RegExp, entryPoint: string])[] = [
  [/^x-original-url$|^x-sent-from$/, '/auth/ingress-nginx'],
  [/^x-original-/, '/auth/nginx'],
  [/^x-forwarded-/, '/auth/traefik'],
  [/^x-envoy-/, '/auth/envoy/...'],
];

/** Single characters to insert, remove or replace (Levenshtein). Both texts are short. */
function editDistance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_each, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (one[i - 1] === other[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[other.length] ?? 0;
}
