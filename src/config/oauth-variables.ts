import { integer, internalTargets, anyText } from './values.js';
import { optional, variable } from './variable.js';

/** How access tokens of OAuth 2.0 issuers are checked. */
export const OAUTH_VARIABLES = {
  tokenCacheEntries: variable(
    'SCOPEGATE_TOKEN_CACHE_ENTRIES',
    '50000',
    integer(100, 5_000_000),
    'verified access tokens held in memory',
  ),
  jwksRefreshMs: variable(
    'SCOPEGATE_JWKS_REFRESH_MS',
    '300000',
    integer(100, 86_400_000),
    'how often the keys of an OAuth issuer are fetched anew',
  ),
  jwksGraceMs: variable(
    'SCOPEGATE_JWKS_GRACE_MS',
    '3600000',
    integer(0, 604_800_000),
    'for how long the keys of an OAuth issuer go on being used when it does not answer',
  ),
  jwksCooldownMs: variable(
    'SCOPEGATE_JWKS_COOLDOWN_MS',
    '30000',
    integer(10, 3_600_000),
    'how long to wait after a fetch of keys before an unknown key id causes another',
  ),
  issuerTimeoutMs: variable(
    'SCOPEGATE_ISSUER_TIMEOUT_MS',
    '2000',
    integer(50, 30_000),
    'how long to wait for an OAuth issuer',
  ),
  introspectionMs: variable(
    'SCOPEGATE_INTROSPECTION_MS',
    '10000',
    integer(0, 300_000),
    'for how long the answer of an OAuth issuer about an opaque token holds: the bound for its revocation',
  ),
  oauthSecretsFile: optional(
    'SCOPEGATE_OAUTH_SECRETS_FILE',
    anyText(),
    'JSON file with the secrets for introspection by name, each with the URI it may be sent to; read each time one is needed',
  ),
  oauthInternalTargets: variable(
    'SCOPEGATE_OAUTH_INTERNAL_TARGETS',
    '',
    internalTargets,
    'internal places where OAuth issuers may be: origins such as https://login.internal, and CIDR blocks',
  ),
} as const;
