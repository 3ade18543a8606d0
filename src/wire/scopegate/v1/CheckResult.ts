// Original file: proto/scopegate/v1/decision_point.proto

import type { CheckResponse as _scopegate_v1_CheckResponse, CheckResponse__Output as _scopegate_v1_CheckResponse__Output } from './CheckResponse.js';
import type { CheckError as _scopegate_v1_CheckError, CheckError__Output as _scopegate_v1_CheckError__Output } from './CheckError.js';

export interface CheckResult {
  'response'?: (_scopegate_v1_CheckResponse | null);
  'error'?: (_scopegate_v1_CheckError | null);
  'result'?: "response"|"error";
}

export interface CheckResult__Output {
  'response'?: (_scopegate_v1_CheckResponse__Output | null);
  'error'?: (_scopegate_v1_CheckError__Output | null);
  'result'?: "response"|"error";
}
