// Original file: proto/scopegate/v1/freshness.proto

import type { Long } from '@grpc/proto-loader';

export interface Replica {
  'id'?: (string);
  'name'?: (string);
  'address'?: (string);
  'appliedRevision'?: (number | string | Long);
  'seenAgeMs'?: (number | string | Long);
}

export interface Replica__Output {
  'id': (string);
  'name': (string);
  'address': (string);
  'appliedRevision': (number);
  'seenAgeMs': (number);
}
