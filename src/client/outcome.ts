import { ScopegateError } from '../base/errors.js';
import type { CheckResponse__Output } from '../wire/scopegate/v1/CheckResponse.js';
import type { CheckResult__Output } from '../wire/scopegate/v1/CheckResult.js';
import { errorCodeOf } from './errors.js';

/** The outcome of one request of a batch. Only a response with DECISION_ALLOW lets the request through. */
export type CheckOutcome =
  | { readonly response: CheckResponse__Output; readonly error: null }
  | { readonly response: null; readonly error: ScopegateError };

/** A result that says nothing is an error: it must not be taken for an answer. */
export function toOutcome({ response, error }: CheckResult__Output): CheckOutcome {
  if (response) return { response, error: null };
  const code = errorCodeOf(error?.code ?? 0);
  return { response: null, error: new ScopegateError(code, error?.message ?? 'a result without content') };
}
