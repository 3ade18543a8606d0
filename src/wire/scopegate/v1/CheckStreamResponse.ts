// Original file: proto/scopegate/v1/decision_point.proto

import type { CheckResult as _scopegate_v1_CheckResult, CheckResult__Output as _scopegate_v1_CheckResult__Output } from './CheckResult.js';

export interface CheckStreamResponse {
  'result'?: (_scopegate_v1_CheckResult | null);
}

export interface CheckStreamResponse__Output {
  'result': (_scopegate_v1_CheckResult__Output | null);
}
