// Original file: proto/scopegate/v1/freshness.proto

import type { InvalidationKind as _scopegate_v1_InvalidationKind, InvalidationKind__Output as _scopegate_v1_InvalidationKind__Output } from './InvalidationKind.js';
import type { Long } from '@grpc/proto-loader';

export interface WatchInvalidationsResponse {
  'kind'?: (_scopegate_v1_InvalidationKind);
  'revision'?: (number | string | Long);
  'inputs'?: (string)[];
  'stateAgeMs'?: (number | string | Long);
}

export interface WatchInvalidationsResponse__Output {
  'kind': (_scopegate_v1_InvalidationKind__Output);
  'revision': (number);
  'inputs': (string)[];
  'stateAgeMs': (number);
}
