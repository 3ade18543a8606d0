// Original file: proto/scopegate/v1/decision_point.proto

import type { Endpoint as _scopegate_v1_Endpoint, Endpoint__Output as _scopegate_v1_Endpoint__Output } from './Endpoint.js';
import type { Principal as _scopegate_v1_Principal, Principal__Output as _scopegate_v1_Principal__Output } from './Principal.js';
import type { Long } from '@grpc/proto-loader';

export interface LookupCredentialsResponse {
  'endpoint'?: (_scopegate_v1_Endpoint | null);
  'credentials'?: (_scopegate_v1_Principal)[];
  'cursor'?: (string);
  'revision'?: (number | string | Long);
}

export interface LookupCredentialsResponse__Output {
  'endpoint': (_scopegate_v1_Endpoint__Output | null);
  'credentials': (_scopegate_v1_Principal__Output)[];
  'cursor': (string);
  'revision': (number);
}
