// Original file: proto/scopegate/v1/freshness.proto

import type { Long } from '@grpc/proto-loader';

export interface WaitAppliedRequest {
  'revision'?: (number | string | Long);
}

export interface WaitAppliedRequest__Output {
  'revision': (number);
}
