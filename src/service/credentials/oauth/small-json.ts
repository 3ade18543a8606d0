/** An object that somebody else has written. */
export type JsonObject = Readonly<Record<string, unknown>>;

const MAX_DEPTH = 8;

/**
 * A JSON object (RFC 8259) of at most so many bytes and 8 levels, in UTF-8; null for anything else, also for one with two
 * members of one name, of which two readers could take different ones (RFC 7515, section 4; RFC 7519, section 4).
 */
export function readSmallJson(bytes: Buffer | null, maxBytes: number): JsonObject | null {
  if (bytes === null || bytes.length > maxBytes) return null;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const { depth, members } = measure(text);
    if (depth > MAX_DEPTH) return null;
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) && countMembers(value) === members ? value : null;
  } catch {
    return null;
  }
}

/** True for an object (RFC 8259, section 4), not for null or an array. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Levels of nesting and members of objects, without parsing: brackets and colons inside strings do not count. */
function measure(text: string): { readonly depth: number; readonly members: number } {
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let inString = false;
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === ':') members++;
    else if (character === '{' || character === '[') deepest = Math.max(deepest, ++depth);
    else if (character === '}' || character === ']') depth--;
  }
  return { depth: deepest, members };
}

/** Parsing keeps one of two members of one name, in whatever spelling, so fewer are left than were written. */
function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value);
  const own = Array.isArray(value) ? 0 : inner.length;
  return inner.reduce((sum: number, one) => sum + countMembers(one), own);
}
