import { integer, oneOf, anyText } from './values.js';
import { optional, variable } from './variable.js';

/** What keeps the listeners from being misused. */
export const PROTECTION_VARIABLES = {
  tlsCertificateFile: optional(
    'SCOPEGATE_TLS_CERTIFICATE_FILE',
    anyText(),
    'PEM certificate chain of both listeners; unset: no TLS',
  ),
  tlsKeyFile: optional('SCOPEGATE_TLS_KEY_FILE', anyText(), 'PEM private key of that certificate'),
  tlsClientCaFile: optional(
    'SCOPEGATE_TLS_CLIENT_CA_FILE',
    anyText(),
    'PEM certificates of who must have signed the certificate of a caller; unset: callers need none',
  ),
  callerTokensFile: optional(
    'SCOPEGATE_CALLER_TOKENS_FILE',
    anyText(),
    'file with one token a line; a caller must send one of them as x-scopegate-caller-token',
  ),
  unprotectedListeners: variable(
    'SCOPEGATE_UNPROTECTED_LISTENERS',
    'refuse',
    oneOf(['refuse', 'anyone-may-ask']),
    'beyond loopback without client certificates or caller tokens: refuse to start, or anyone-may-ask',
  ),
  maxConnections: variable(
    'SCOPEGATE_MAX_CONNECTIONS',
    '1000',
    integer(1, 1_000_000),
    'connections to one listener at most',
  ),
  maxConnectionsPerAddress: variable(
    'SCOPEGATE_MAX_CONNECTIONS_PER_ADDRESS',
    '100',
    integer(1, 1_000_000),
    'connections of one address to one listener at most, of IPv6 of its /64; SCOPEGATE_TRUSTED_GATEWAYS may have nearly all',
  ),
  maxStreams: variable(
    'SCOPEGATE_MAX_STREAMS',
    '1000',
    integer(1, 1_000_000),
    'calls under way on one gRPC connection at most',
  ),
  maxWatchers: variable(
    'SCOPEGATE_MAX_WATCHERS',
    '1000',
    integer(1, 1_000_000),
    'calls that watch or wait (WatchInvalidations, WaitApplied, health) at most, 20 of them on one connection',
  ),
  maxPendingChecks: variable(
    'SCOPEGATE_MAX_PENDING_CHECKS',
    '10000',
    integer(1, 10_000_000),
    'checks that wait for the database at most',
  ),
} as const;
