/** Escapes that stand for characters, none of which is a slash, or for no character. */
const HARMLESS_ESCAPES = 'dwsbtnrfvAzZ';
const SLASH = 0x2f;

/** What a regular expression beside the name of a parameter says about the segment, as far as it is certain. */
export type SegmentPattern =
  /** Exactly one segment with any text. */
  | 'any text'
  /** One segment at most, with some texts only. */
  | 'some texts'
  /** Possibly several segments; frameworks differ about the same pattern. */
  | 'unknown';

/**
 * Reads the pattern of `{name:pattern}`, which frameworks leave in the paths of documents: a regular expression, or the
 * name of a type such as `int`. Whatever is not sure to stay within one segment is unknown.
 */
export function readSegmentPattern(pattern: string): SegmentPattern {
  if (pattern === '[^/]+' || pattern === '[^/]*') return 'any text';
  // The type of Starlette and Falcon that takes the rest of a path.
  if (pattern === '' || pattern === 'path') return 'unknown';
  for (let at = 0; at < pattern.length;) {
    const next = endOfPart(pattern, at);
    if (next < 0) return 'unknown';
    at = next;
  }
  return 'some texts';
}

/** Where the part that begins at `at` ends; -1 when it may stand for a slash. */
function endOfPart(pattern: string, at: number): number {
  const character = pattern.charAt(at);
  if (character === '\\') return isHarmlessEscape(pattern.charAt(at + 1)) ? at + 2 : -1;
  if (character === '[') return endOfClass(pattern, at);
  if (character === '(') return pattern.charAt(at + 1) !== '?' ? at + 1 : pattern.charAt(at + 2) === ':' ? at + 3 : -1;
  if (character === '*' && at === 0) return -1;
  return './]'.includes(character) ? -1 : at + 1;
}

function isHarmlessEscape(escaped: string): boolean {
  return HARMLESS_ESCAPES.includes(escaped) ? escaped !== '' : /[^0-9A-Za-z/]/.test(escaped);
}

function endOfClass(pattern: string, at: number): number {
  const match = /^\[(\^?)((?:[^\\[\]&]|\\.)+)\]/s.exec(pattern.slice(at));
  if (match === null) return -1;
  const [whole, negated = '', members = ''] = match;
  const isApart = negated === '^' ? members.includes('/') : !mayHoldSlash(members);
  return isApart ? at + whole.length : -1;
}

function mayHoldSlash(members: string): boolean {
  let rangeFrom = -1;
  for (let at = 0; at < members.length; at++) {
    const isEscape = members.charAt(at) === '\\';
    if (isEscape && !isHarmlessEscape(members.charAt(at + 1))) return true;
    if (isEscape) at += 1;
    const code = members.charCodeAt(at);
    if (code === SLASH || (rangeFrom >= 0 && rangeFrom <= SLASH && code >= SLASH)) return true;
    const opensRange = members.charAt(at + 1) === '-' && at + 2 < members.length;
    rangeFrom = opensRange ? code : -1;
    if (opensRange) at += 1;
  }
  return false;
}
