import type { AccessMode, CredentialKind, EncodedAllowance } from '../../../engine/index.js';
import type { ScopesFrom } from '../../ports/issuers.js';

/** Rows as the database writes them in JSON. A column that came later is absent from older ones. */
export interface ApiJson {
  readonly id: number;
  readonly name: string;
  readonly error_family: string;
  readonly max_staleness_ms?: number | null;
  readonly max_write_staleness_ms?: number | null;
  readonly names_missing_scopes?: boolean;
}

export interface EndpointJson {
  readonly id: number;
  readonly api: number;
  readonly method: string;
  readonly template: string;
  readonly product: string | null;
  readonly access: AccessMode;
  readonly managed: boolean;
  readonly accepted_kinds: readonly CredentialKind[] | null;
  readonly encoded: readonly EncodedAllowance[];
}

export interface CredentialJson {
  readonly id: number;
  readonly public_id: string;
  readonly kind: CredentialKind;
  readonly account: number;
  readonly name: string;
  readonly enabled: boolean;
  readonly revoked_at: string | null;
  readonly created_at: string;
  readonly not_before: string | null;
  readonly expires_at: string | null;
  readonly allowed_addresses: readonly string[];
}

export interface PolicyRows {
  readonly api: readonly ApiJson[];
  readonly api_host: readonly { readonly host: string; readonly api: number }[];
  readonly endpoint: readonly EndpointJson[];
  readonly endpoint_scope: readonly { readonly endpoint: number; readonly scope: string }[];
  readonly product: readonly { readonly name: string; readonly manage_scope: string | null }[];
  readonly scope_implication: readonly { readonly scope: string; readonly implies: string }[];
}

export interface CredentialRows {
  readonly credential: readonly CredentialJson[];
  readonly account: readonly { readonly id: number; readonly name: string }[];
  readonly credential_scope: readonly { readonly credential: number; readonly scope: string }[];
  readonly credential_role: readonly { readonly credential: number; readonly role: string }[];
  readonly role_scope: readonly { readonly role: string; readonly scope: string }[];
  readonly session: readonly { readonly credential: number; readonly of_user: number }[];
  readonly oauth_client: readonly { readonly credential: number; readonly issuer: number }[];
  readonly oauth_issuer: readonly {
    readonly id: number;
    readonly enabled: boolean;
    readonly scopes_from: ScopesFrom;
  }[];
}
