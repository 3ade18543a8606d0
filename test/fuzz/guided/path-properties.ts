import { PathReader } from '../../../src/engine/path/canonical.js';
import { REFUSALS, refusalName } from '../../../src/engine/path/refusal.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { compileApi } from '../../../src/engine/decision/compile.js';
import { makeScopeTable } from '../../../src/engine/decision/scope-table.js';
import { judge } from '../../engine/oracle.js';
import type { OracleRoute } from '../../engine/oracle.js';
import { apiSource, endpoint } from '../../engine/policies.js';
import type { Finding } from './finding.js';

/** Every kind of template, so that each rule about escapes and near misses has something to bite on. */
const ROUTES: readonly OracleRoute[] = [
  { method: 'GET', template: '/', encoded: [] },
  { method: 'GET', template: '/a/b', encoded: [] },
  { method: 'GET', template: '/a/{x}', encoded: ['percent'] },
  { method: 'GET', template: '/a/{x}:go', encoded: [] },
  { method: '*', template: '/\u00e9/{x}-{y}', encoded: ['slash'] },
  { method: 'GET', template: '/f/{+x}', encoded: ['slash', 'percent'] },
];

const CANONICAL = /^(?:\/(?:[A-Za-z0-9\-._~!$&'()*+,=:@]|%[0-9A-F]{2})*)+$/;
const api = compileApi(apiSource(ROUTES.map((route, id) => endpoint({ id, ...route }))), makeScopeTable());
const router = makeRouter();
const reader = new PathReader();
const second = new PathReader();

/** What must hold of the canonicaliser for every text; what it did with this one, and what does not hold. */
export function tryPath(target: string): Finding {
  const refusal = reader.read(target);
  const outcome = refusalName(refusal);
  if (refusal !== 0 && !REFUSALS.includes(outcome as (typeof REFUSALS)[number])) {
    return { feature: 'unknown', problem: `the refusal has the unknown number ${refusal}` };
  }
  const feature = refusal === 0 ? `canonical ${reader.escapes}` : outcome;
  const problem = refusal === 0 ? problemOfCanonical(target) : '';
  return { feature, problem: problem || problemOfRoute(target) };
}

/** The engine and its oracle on a small policy. */
function problemOfRoute(target: string): string {
  const { endpointIndex, refusal, canonicalPath } = router.route(api, 'GET', target);
  const verdict = judge(ROUTES, 'GET', target);
  const mine = refusal === '' ? `route ${endpointIndex}, path ${canonicalPath}` : 'refused';
  const theirs = verdict.refused ? 'refused' : `route ${verdict.route}, path ${verdict.path}`;
  if (mine === 'refused' && !verdict.refused && verdict.mayRefuse) return '';
  return mine === theirs ? '' : `the engine says ${mine}, the oracle says ${theirs}`;
}

function problemOfCanonical(target: string): string {
  const raw = target.split('?', 1)[0]!;
  const path = reader.canonicalPath();
  const segments = Array.from({ length: reader.segmentCount }, (_unused, k) =>
    path.slice(reader.starts[k], reader.ends[k]),
  );
  if (!CANONICAL.test(path)) return `${path} holds what no canonical path may hold`;
  if ('/' + segments.join('/') !== path) return `the segments ${segments.join('|')} do not make up ${path}`;
  if (segments.some((segment, k) => segment === '' && k + 1 < segments.length)) return `${path} has an empty segment`;
  if (path.length > 8192 || segments.length > 64) return 'it is beyond the limits';
  if (/%(?:[01].|7F|3B|5C|2[DE]|3\d|[46][1-9A-F]|[57][0-9A]|5F|7E)/.test(path))
    return `${path} escapes what it may not`;
  if (decodeURIComponent(path) !== decodeURIComponent(raw)) return `${path} means something else`;
  if (new URL(`http://a${path}`).pathname !== path) return `${path} is not what a URL parser makes of it`;
  return problemOfDecoding(path) || problemOfRereading(path);
}

/** A server that decodes once too often must not find a way up, either. */
function problemOfDecoding(path: string): string {
  for (let text = path, times = 0; times < 8; times++) {
    if (/(?:^|\/)\.{1,2}(?:\/|$)|[\\;\p{Cc}]/u.test(text.replaceAll(/%2F/gi, '_')))
      return `decoded ${times} times: ${text}`;
    try {
      text = decodeURIComponent(text.replaceAll(/%2F/gi, '_'));
    } catch {
      return '';
    }
  }
  return '';
}

function problemOfRereading(path: string): string {
  for (const text of [path, `${path}?`, `${path}?a=/../%00`]) {
    const refusal = second.read(text);
    if (refusal !== 0) return `${path} is refused when it is read again: ${refusalName(refusal)}`;
    if (second.canonicalPath() !== path) return `${path} becomes ${second.canonicalPath()} when it is read again`;
    if (second.escapes !== reader.escapes) return `${path} has other escapes when it is read again`;
    const hashes = second.hashes.subarray(0, second.segmentCount);
    if (hashes.join() !== reader.hashes.subarray(0, reader.segmentCount).join()) return `${path} is hashed differently`;
  }
  return '';
}
