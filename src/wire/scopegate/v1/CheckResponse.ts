// Original file: proto/scopegate/v1/decision_point.proto

import type { Decision as _scopegate_v1_Decision, Decision__Output as _scopegate_v1_Decision__Output } from './Decision.js';
import type { Reason as _scopegate_v1_Reason, Reason__Output as _scopegate_v1_Reason__Output } from './Reason.js';
import type { Header as _scopegate_v1_Header, Header__Output as _scopegate_v1_Header__Output } from './Header.js';
import type { Principal as _scopegate_v1_Principal, Principal__Output as _scopegate_v1_Principal__Output } from './Principal.js';
import type { Endpoint as _scopegate_v1_Endpoint, Endpoint__Output as _scopegate_v1_Endpoint__Output } from './Endpoint.js';
import type { Explanation as _scopegate_v1_Explanation, Explanation__Output as _scopegate_v1_Explanation__Output } from './Explanation.js';
import type { Long } from '@grpc/proto-loader';

export interface CheckResponse {
  'decision'?: (_scopegate_v1_Decision);
  'reason'?: (_scopegate_v1_Reason);
  'detail'?: (string);
  'httpStatus'?: (number);
  'headers'?: (_scopegate_v1_Header)[];
  'body'?: (Buffer | Uint8Array | string);
  'principal'?: (_scopegate_v1_Principal | null);
  'endpoint'?: (_scopegate_v1_Endpoint | null);
  'matchedScope'?: (string);
  'canonicalPath'?: (string);
  'revision'?: (number | string | Long);
  'maxAgeMs'?: (number);
  'explanation'?: (_scopegate_v1_Explanation | null);
  'degraded'?: (boolean);
  'stateAgeMs'?: (number | string | Long);
  'dependsOn'?: (string)[];
}

export interface CheckResponse__Output {
  'decision': (_scopegate_v1_Decision__Output);
  'reason': (_scopegate_v1_Reason__Output);
  'detail': (string);
  'httpStatus': (number);
  'headers': (_scopegate_v1_Header__Output)[];
  'body': (Buffer);
  'principal': (_scopegate_v1_Principal__Output | null);
  'endpoint': (_scopegate_v1_Endpoint__Output | null);
  'matchedScope': (string);
  'canonicalPath': (string);
  'revision': (number);
  'maxAgeMs': (number);
  'explanation': (_scopegate_v1_Explanation__Output | null);
  'degraded': (boolean);
  'stateAgeMs': (number);
  'dependsOn': (string)[];
}
