import { MAX_HEADERS } from '../listener/bounds.js';

/**
 * Every value of a field, in order, from the pairs as received: Node's own `headers` joins some duplicates and drops
 * others, and which of two counts is not ours to guess.
 *
 * @param rawHeaders name, value, name, value
 * @param name lower case
 */
export function valuesOf(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const given = rawHeaders[at] ?? '';
    if (given.length === name.length && given.toLowerCase() === name) values.push(rawHeaders[at + 1] ?? '');
  }
  return values;
}

/**
 * A request target as text: Node gives the bytes that came as Latin-1, while a path beyond ASCII is UTF-8 to whoever
 * serves it, and so to policy. Bytes that are no UTF-8 become U+FFFD, which no path may hold.
 */
export function targetOf(latin1: string): string {
  return Buffer.from(latin1, 'latin1').toString('utf8');
}

/** @param rawHeaders name, value, name, value */
export function hasTooManyHeaders(rawHeaders: readonly string[]): boolean {
  return rawHeaders.length > 2 * MAX_HEADERS;
}

export const TOO_MANY_HEADERS = `the request has more than ${String(MAX_HEADERS)} headers; send fewer`;
