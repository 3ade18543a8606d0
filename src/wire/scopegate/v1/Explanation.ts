// Original file: proto/scopegate/v1/decision_point.proto

import type { NearMiss as _scopegate_v1_NearMiss, NearMiss__Output as _scopegate_v1_NearMiss__Output } from './NearMiss.js';

export interface Explanation {
  'nearMisses'?: (_scopegate_v1_NearMiss)[];
  'sufficientScopes'?: (string)[];
  'heldScopes'?: (string)[];
  'failingAttribute'?: (string);
}

export interface Explanation__Output {
  'nearMisses': (_scopegate_v1_NearMiss__Output)[];
  'sufficientScopes': (string)[];
  'heldScopes': (string)[];
  'failingAttribute': (string);
}
