// Original file: proto/scopegate/v1/decision_point.proto

import type { Endpoint as _scopegate_v1_Endpoint, Endpoint__Output as _scopegate_v1_Endpoint__Output } from './Endpoint.js';
import type { Reason as _scopegate_v1_Reason, Reason__Output as _scopegate_v1_Reason__Output } from './Reason.js';
import type { Long } from '@grpc/proto-loader';

export interface LookupEndpointsResponse {
  'endpoints'?: (_scopegate_v1_Endpoint)[];
  'cursor'?: (string);
  'revision'?: (number | string | Long);
  'refusedBecause'?: (_scopegate_v1_Reason);
}

export interface LookupEndpointsResponse__Output {
  'endpoints': (_scopegate_v1_Endpoint__Output)[];
  'cursor': (string);
  'revision': (number);
  'refusedBecause': (_scopegate_v1_Reason__Output);
}
