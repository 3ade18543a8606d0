/** Why the headers of a gateway are not a question. */
export type HeaderFault = 'missing_header' | 'duplicate_header' | 'disagreeing_headers' | 'bad_header';

export type HeaderValue = { readonly value: string } | { readonly fault: 'missing_header' | 'duplicate_header' };

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

/** The value of a field that must be there exactly once and not be empty. */
export function onlyValueOf(rawHeaders: readonly string[], name: string): HeaderValue {
  const values = valuesOf(rawHeaders, name);
  if (values.length > 1) return { fault: 'duplicate_header' };
  const value = values[0] ?? '';
  return value === '' ? { fault: 'missing_header' } : { value };
}
