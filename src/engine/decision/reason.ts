/** Why a request was let through: a closed set. */
export type AllowReason = 'scope_held' | 'any_credential' | 'public_endpoint';

/** Why a request was refused: a closed set. */
export type DenyReason =
  | 'no_credential'
  | 'malformed_credential'
  | 'unknown_credential'
  | 'disabled_credential'
  | 'not_yet_valid'
  | 'expired'
  | 'address_not_allowed'
  | 'kind_not_accepted'
  | 'missing_scope'
  | 'endpoint_closed'
  | 'host_required'
  | 'no_route'
  | 'unsafe_path';

export type Reason = AllowReason | DenyReason;
