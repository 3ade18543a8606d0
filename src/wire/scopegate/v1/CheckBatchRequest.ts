// Original file: proto/scopegate/v1/decision_point.proto

import type { CheckRequest as _scopegate_v1_CheckRequest, CheckRequest__Output as _scopegate_v1_CheckRequest__Output } from './CheckRequest.js';
import type { Long } from '@grpc/proto-loader';

export interface CheckBatchRequest {
  'items'?: (_scopegate_v1_CheckRequest)[];
  'minRevision'?: (number | string | Long);
}

export interface CheckBatchRequest__Output {
  'items': (_scopegate_v1_CheckRequest__Output)[];
  'minRevision': (number);
}
