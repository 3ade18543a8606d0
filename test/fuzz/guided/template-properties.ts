import { isScopegateError } from '../../../src/base/errors.js';
import { makeRouter } from '../../../src/engine/decision/route.js';
import { parseTemplate, templateShape } from '../../../src/engine/trie/template.js';
import type { Segment, Template } from '../../../src/engine/trie/template.js';
import { compileRows } from '../../engine/policies.js';
import type { Finding } from './finding.js';

const MAX_PATH_SEGMENTS = 64;
const router = makeRouter();
/** What a template may say that no path may: its own witness is refused, which lint tells. */
const UNREACHABLE = ['compatibility_form', 'path_too_long'];

/** What must hold of the template parser for every text; what it did with this one, and what does not hold. */
export function tryTemplate(text: string): Finding {
  let template: Template;
  try {
    template = parseTemplate(text);
  } catch (error) {
    return findingOfError(text, error);
  }
  const { segments } = template;
  const feature = segments
    .slice(0, 3)
    .map(({ names, multiAt }) => `${Math.min(names.length, 3)}${multiAt}`)
    .join();
  return { feature, problem: problemOf(template) };
}

function findingOfError(text: string, error: unknown): Finding {
  if (!isScopegateError(error) || error.code !== 'policy')
    return { feature: 'thrown', problem: `it throws ${String(error)}` };
  const [, problem, position] =
    /": ([^"]*(?:"_"[^"]*)?(?:"-"[^"]*)?(?:"\."[^"]*)?) at position (\d+)$/.exec(error.message) ?? [];
  if (problem === undefined) return { feature: 'message', problem: `the message has no position: ${error.message}` };
  const isWithin = Number(position) >= 1 && Number(position) <= text.length + 1;
  return { feature: problem, problem: isWithin ? '' : `position ${position} is outside` };
}

function problemOf(template: Template): string {
  const { text, segments } = template;
  if (segments.length > 64) return 'it has more than 64 segments';
  for (const segment of segments) {
    const { pieces, names, multiAt } = segment;
    if (pieces.length !== names.length + 1 || multiAt >= names.length) return 'pieces and names do not fit';
    if (pieces.slice(1, -1).includes('')) return 'nothing stands between two parameters';
    if (!pieces.every((piece) => /^(?:[A-Za-z0-9\-._~!$&'()*+,=:@]|%[0-9A-F]{2})*$/.test(piece)))
      return 'a piece is not canonical';
  }
  const written = segments.map((segment) => '/' + writeSegment(segment)).join('');
  const again = parseTemplate(written);
  if (JSON.stringify(again.segments) !== JSON.stringify(segments)) return `${written} is read differently`;
  if (templateShape(again) !== templateShape(template)) return `${written} has another shape`;
  return problemOfWitness(text, segments);
}

function problemOfWitness(text: string, segments: readonly Segment[]): string {
  const longest = segments.length + segments.filter(({ multiAt }) => multiAt >= 0).length;
  const multi = longest > MAX_PATH_SEGMENTS ? 'x' : 'x/x';
  const witness = segments.map((segment) => '/' + writeSegment(segment, 'x', multi)).join('');
  const routed = router.route(compileRows([text]), 'GET', witness);
  const isDotSegment = routed.refusal === 'encoded_dot_segment' && segments.some(isDotsAndSpaces);
  const isReached = routed.endpointIndex === 0 || isDotSegment || UNREACHABLE.includes(routed.refusal);
  return isReached ? '' : `${witness} does not reach it: ${routed.refusal}`;
}

/** `..%20`: no dot segment as it stands, but a server that drops spaces at the end of a name sees one. */
function isDotsAndSpaces({ pieces, names }: Segment): boolean {
  return names.length === 0 && /^(?:\.|%20)*$/.test(pieces[0]!) && pieces[0]!.includes('.');
}

/** A segment with its parameters as they are written in a template, or with what stands for them in a path. */
function writeSegment({ pieces, names, multiAt }: Segment, single?: string, multi?: string): string {
  const [first, ...rest] = pieces;
  return rest.reduce((written, piece, k) => {
    const isMulti = k === multiAt;
    const parameter = isMulti ? (multi ?? `{+${names[k]}}`) : (single ?? `{${names[k]}}`);
    return written + parameter + piece;
  }, first!);
}
