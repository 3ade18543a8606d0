// Original file: proto/scopegate/v1/decision_point.proto

import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from './CheckRequest.js';

export interface CheckStreamRequest {
  'check'?: (_scopegate_v1_CheckRequest | null);
}

export interface CheckStreamRequest__Output {
  'check': (_scopegate_v1_CheckRequest__Output | null);
}
