// Original file: proto/scopegate/v1/decision_point.proto

import type { CheckResult as _scopegate_v1_CheckResult, CheckResult__Output as _scopegate_v1_CheckResult__Output } from './CheckResult.js';
import type { Long } from '@grpc/proto-loader';

export interface CheckBatchResponse {
  'results'?: (_scopegate_v1_CheckResult)[];
  'revision'?: (number | string | Long);
}

export interface CheckBatchResponse__Output {
  'results': (_scopegate_v1_CheckResult__Output)[];
  'revision': (number);
}
