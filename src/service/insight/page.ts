import { ScopegateError } from '../../base/errors.js';

const DEFAULT_SIZE = 500;
const MAX_SIZE = 1_000;

/** @throws ScopegateError `invalid_argument` */
export function parsePageSize(size: number): number {
  if (size === 0) return DEFAULT_SIZE;
  if (Number.isInteger(size) && size > 0 && size <= MAX_SIZE) return size;
  throw new ScopegateError('invalid_argument', `page_size ${String(size)} is not from 1 to ${String(MAX_SIZE)}`);
}

/**
 * Row ids, as a cursor holds them; zeros for an empty one.
 *
 * @throws ScopegateError `invalid_argument`
 */
export function parseCursor(cursor: string, parts: number): number[] {
  if (cursor === '') return Array<number>(parts).fill(0);
  const ids = cursor.split('.').map((part) => (/^\d{1,15}$/.test(part) ? Number(part) : Number.NaN));
  if (ids.length === parts && !ids.some(Number.isNaN)) return ids;
  throw new ScopegateError('invalid_argument', 'cursor is none that was given out', {
    hint: 'Send the cursor of an earlier page as it came, or none.',
  });
}
