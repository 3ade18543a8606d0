import { fitsWithin, textTokens } from './path-tokens.js';
import type { Token } from './path-tokens.js';
import { readSegmentPattern } from './segment-pattern.js';

/** What a discovery document says about the path of a method. */
export interface DiscoveryPath {
  readonly path: string;
  readonly flatPath?: string | undefined;
  readonly parameters?: Readonly<Record<string, { readonly pattern?: string | undefined }>> | undefined;
}

/** The path as `translatePath` reads it, or why no template can express it. */
export type ExpandedPath = { readonly path: string } | { readonly why: string };

/** Stand for `[^/]+` and `.*` while a pattern is read; no pattern of a path holds them. */
const ONE_SEGMENT = '<one>';
const MANY_SEGMENTS = '<many>';
const MARKS = /<one>|<many>/g;

/**
 * The path with its patterns written out: `{+name}` as the segments that its pattern names, `{name}` with its pattern beside
 * it. `flatPath` says the same in other words, and its names of parameters are better. It counts where every path that it
 * takes is one that `path` and the patterns take. Where it says something else, the document contradicts itself. It says
 * `{name}` also where a pattern takes several segments (`.*`); there the pattern itself is written out.
 */
export function expandedPath({ path, flatPath, parameters = {} }: DiscoveryPath): ExpandedPath {
  const tokens: Token[] = [];
  let hasLongOne = false;
  for (const part of path.split(/(\{[^{}]*\})/)) {
    const [, mark = '', name] = /^\{(\+?)([^{}]*)\}$/.exec(part) ?? [];
    const pattern = name !== undefined && Object.hasOwn(parameters, name) ? parameters[name]?.pattern : undefined;
    if (name === undefined) tokens.push(...textTokens(part));
    else if (pattern === undefined) tokens.push({ kind: mark === '+' ? 'many' : 'one', written: part });
    else {
      const found = mark === '+' ? severalSegments(name, pattern) : oneSegment(name, withoutAnchors(pattern));
      if (found === null) return { why: 'a parameter has a pattern' };
      hasLongOne ||= mark === '+' && found.some(({ kind }) => kind === 'many');
      tokens.push(...found);
    }
  }
  const byPatterns = tokens.map(({ written }) => written).join('');
  if (flatPath === undefined || hasLongOne) return { path: byPatterns };
  const fitting = fitsWithin(flatPath, tokens);
  return fitting === null ? { why: 'its flatPath takes paths that its path does not take' } : { path: fitting };
}

function withoutAnchors(pattern: string): string {
  return pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '');
}

/** A parameter that takes one segment, or a part of one; null for a pattern that may take several. */
function oneSegment(name: string, pattern: string): readonly Token[] | null {
  const kind = readSegmentPattern(pattern);
  if (kind === 'unknown') return null;
  return [
    kind === 'any text'
      ? { kind: 'one', written: `{${name}}` }
      : { kind: 'some', pattern, written: `{${name}:${pattern}}` },
  ];
}

/** A pattern of texts, segments and `.*`, one segment after the other; null for any other. */
function severalSegments(name: string, pattern: string): readonly Token[] | null {
  const marked = withoutAnchors(pattern)
    .replaceAll(/\[\^\/\][+*]/g, ONE_SEGMENT)
    .replaceAll(/\.[*+]/g, MANY_SEGMENTS);
  if (marked === '') return null;
  let count = 0;
  const nextName = (): string => {
    count += 1;
    return count === 1 ? name : `${name}${String(count)}`;
  };
  const tokens: Token[] = [];
  const segments = marked.split('/');
  for (const [at, segment] of segments.entries()) {
    if (at > 0) tokens.push(...textTokens('/'));
    if (segments.length > 1 && !standsAlone(segment)) return null;
    if (!/[\\^$.|?*+()[\]{}]/.test(segment)) tokens.push(...markedTokens(segment, nextName));
    else {
      const found = segment.search(MARKS) === -1 ? oneSegment(nextName(), segment) : null;
      if (found === null) return null;
      tokens.push(...found);
    }
  }
  return tokens;
}

/** Whether a part of a pattern between two slashes means the same by itself: no group, choice or repetition reaches out. */
function standsAlone(segment: string): boolean {
  if (/^[?*+{]/.test(segment)) return false;
  let depth = 0;
  for (const character of segment.replace(/\\.|\[(?:[^\]\\]|\\.)*\]/gs, '')) {
    if (character === '(') depth += 1;
    if (character === ')') depth -= 1;
    if (depth < 0 || (depth === 0 && character === '|')) return false;
  }
  return depth === 0;
}

function markedTokens(segment: string, nextName: () => string): readonly Token[] {
  return segment.split(/(<one>|<many>)/).flatMap((part): readonly Token[] => {
    if (part === ONE_SEGMENT) return [{ kind: 'one', written: `{${nextName()}}` }];
    if (part === MANY_SEGMENTS) return [{ kind: 'many', written: `{+${nextName()}}` }];
    return textTokens(part);
  });
}
