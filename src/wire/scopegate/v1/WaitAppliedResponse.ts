// Original file: proto/scopegate/v1/freshness.proto

import type { Replica as _scopegate_v1_Replica, Replica__Output as _scopegate_v1_Replica__Output } from './Replica.js';

export interface WaitAppliedResponse {
  'applied'?: (boolean);
  'appliedBy'?: (_scopegate_v1_Replica)[];
  'pending'?: (_scopegate_v1_Replica)[];
}

export interface WaitAppliedResponse__Output {
  'applied': (boolean);
  'appliedBy': (_scopegate_v1_Replica__Output)[];
  'pending': (_scopegate_v1_Replica__Output)[];
}
