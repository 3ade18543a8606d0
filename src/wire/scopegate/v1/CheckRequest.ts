// Original file: proto/scopegate/v1/decision_point.proto

import type { Long } from '@grpc/proto-loader';

export interface CheckRequest {
  'authorization'?: (string);
  'method'?: (string);
  'path'?: (string);
  'host'?: (string);
  'sourceIp'?: (string);
  'minRevision'?: (number | string | Long);
  'explain'?: (boolean);
  'dpopProof'?: (string);
  'origin'?: (string);
  'clientCertificateSha256'?: (string);
}

export interface CheckRequest__Output {
  'authorization': (string);
  'method': (string);
  'path': (string);
  'host': (string);
  'sourceIp': (string);
  'minRevision': (number);
  'explain': (boolean);
  'dpopProof': (string);
  'origin': (string);
  'clientCertificateSha256': (string);
}
