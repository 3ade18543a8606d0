import type { BatchResult } from '../../service/decision/check-batch.js';
import type { CheckResult as WireResult } from '../../wire/scopegate/v1/CheckResult.js';
import { encodeAnswer } from './encode-answer.js';
import { toServiceError } from './errors.js';

/** What one request of many came to. */
export function encodeResult(result: BatchResult): WireResult {
  if (!('error' in result)) return { response: encodeAnswer(result) };
  const { code, details } = toServiceError(result.error);
  return { error: { code, message: details } };
}
