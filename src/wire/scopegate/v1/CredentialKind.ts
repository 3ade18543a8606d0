// Original file: proto/scopegate/v1/decision_point.proto

export const CredentialKind = {
  CREDENTIAL_KIND_UNSPECIFIED: 'CREDENTIAL_KIND_UNSPECIFIED',
  CREDENTIAL_KIND_API_KEY: 'CREDENTIAL_KIND_API_KEY',
  CREDENTIAL_KIND_USER: 'CREDENTIAL_KIND_USER',
  CREDENTIAL_KIND_SESSION: 'CREDENTIAL_KIND_SESSION',
  CREDENTIAL_KIND_OAUTH_TOKEN: 'CREDENTIAL_KIND_OAUTH_TOKEN',
} as const;

export type CredentialKind =
  | 'CREDENTIAL_KIND_UNSPECIFIED'
  | 0
  | 'CREDENTIAL_KIND_API_KEY'
  | 1
  | 'CREDENTIAL_KIND_USER'
  | 2
  | 'CREDENTIAL_KIND_SESSION'
  | 3
  | 'CREDENTIAL_KIND_OAUTH_TOKEN'
  | 4

export type CredentialKind__Output = typeof CredentialKind[keyof typeof CredentialKind]
