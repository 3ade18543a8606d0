// Original file: proto/scopegate/v1/freshness.proto

import type { Long } from '@grpc/proto-loader';

export interface WatchInvalidationsRequest {
  'fromRevision'?: (number | string | Long);
}

export interface WatchInvalidationsRequest__Output {
  'fromRevision': (number);
}
