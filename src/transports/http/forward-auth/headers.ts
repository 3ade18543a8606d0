import { valuesOf } from '../raw-headers.js';

/** Why the headers of a gateway are not a question. */
export type HeaderFault = 'missing_header' | 'duplicate_header' | 'disagreeing_headers' | 'bad_header';

export type HeaderValue = { readonly value: string } | { readonly fault: 'missing_header' | 'duplicate_header' };

/** The value of a field that must be there exactly once and not be empty. */
export function onlyValueOf(rawHeaders: readonly string[], name: string): HeaderValue {
  const values = valuesOf(rawHeaders, name);
  if (values.length > 1) return { fault: 'duplicate_header' };
  const value = values[0] ?? '';
  return value === '' ? { fault: 'missing_header' } : { value };
}
