import { ScopegateError } from '../../../base/errors.js';
import { parseStrictJson } from '../../../base/strict-json.js';
import type { PageRequest, PageStart } from '../../../store/ports/paging.js';

const MAX_CURSOR_BYTES = 4096;

/** A cursor is opaque to clients; it is not secret, and it is checked like any other input. */
export function writeCursor(start: PageStart | null): string | null {
  return start === null ? null : Buffer.from(JSON.stringify([start.value, start.id])).toString('base64url');
}

/** @throws ScopegateError `invalid_argument` for what `writeCursor` has not written */
export function readPageRequest(query: { readonly limit?: number; readonly cursor?: string }): PageRequest {
  return { limit: query.limit ?? 50, after: query.cursor === undefined ? null : parseCursor(query.cursor) };
}

function parseCursor(text: string): PageStart {
  let parsed: unknown;
  try {
    parsed = parseStrictJson(Buffer.from(text, 'base64url'), { maxBytes: MAX_CURSOR_BYTES, maxDepth: 1 });
  } catch {
    throw badCursor();
  }
  if (!Array.isArray(parsed) || parsed.length !== 2) throw badCursor();
  const [value, id] = parsed as unknown[];
  const isValue = typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));
  if (!isValue || typeof id !== 'number' || !Number.isSafeInteger(id)) throw badCursor();
  return { value, id };
}

function badCursor(): ScopegateError {
  return new ScopegateError('invalid_argument', 'the cursor is not one of ours', {
    hint: 'Send nextCursor of the page before, unchanged.',
  });
}
