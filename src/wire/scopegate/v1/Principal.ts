// Original file: proto/scopegate/v1/decision_point.proto

import type { CredentialKind as _scopegate_v1_CredentialKind, CredentialKind__Output as _scopegate_v1_CredentialKind__Output } from './CredentialKind.js';

export interface Principal {
  'id'?: (string);
  'kind'?: (_scopegate_v1_CredentialKind);
  'account'?: (string);
  'name'?: (string);
}

export interface Principal__Output {
  'id': (string);
  'kind': (_scopegate_v1_CredentialKind__Output);
  'account': (string);
  'name': (string);
}
