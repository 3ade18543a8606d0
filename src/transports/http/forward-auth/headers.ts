import { valuesOf } from '../raw-headers.js';

/** Why the headers of a gateway are not a question. */
export interface HeaderProblem {
  readonly fault: 'missing_header' | 'duplicate_header' | 'disagreeing_headers' | 'bad_header';
  /** What is wrong with which header. It holds no value: a target may carry a secret. */
  readonly detail: string;
}

/** The value of a field that must be there exactly once and not be empty. */
export function onlyValueOf(
  rawHeaders: readonly string[],
  name: string,
): { readonly value: string } | { readonly problem: HeaderProblem } {
  const values = valuesOf(rawHeaders, name);
  if (values.length > 1) {
    const detail = `the header ${name} came ${String(values.length)} times; it must come once`;
    return { problem: { fault: 'duplicate_header', detail } };
  }
  const value = values[0] ?? '';
  if (value !== '') return { value };
  const detail = `the header ${name} is ${values.length === 0 ? 'missing' : 'empty'}`;
  return { problem: { fault: 'missing_header', detail } };
}
