import { addresses, fieldName, hostNames, identifierUrl, integer, listenAddress, oneOf } from './values.js';
import { optional, variable } from './variable.js';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

/** Where and to whom decisions are served. */
export const SERVING_VARIABLES = {
  grpcListen: variable('SCOPEGATE_GRPC_LISTEN', '127.0.0.1:50051', listenAddress, 'address of the decision point'),
  httpListen: variable(
    'SCOPEGATE_HTTP_LISTEN',
    '127.0.0.1:8080',
    listenAddress,
    'address of the admin page, /v1, /metrics, /healthz, /readyz',
  ),
  httpHosts: variable(
    'SCOPEGATE_HTTP_HOSTS',
    '',
    hostNames,
    'host names, with commas, that the HTTP listener answers to besides localhost; unset: on loopback no others, else all',
  ),
  trustedGateways: variable(
    'SCOPEGATE_TRUSTED_GATEWAYS',
    '127.0.0.0/8,::1',
    addresses,
    'addresses of the gateways that may ask over HTTP, and are believed',
  ),
  authzenUrl: optional(
    'SCOPEGATE_AUTHZEN_URL',
    identifierUrl,
    'https URL by which AuthZEN clients know this decision point; unset: as they address it',
  ),
  trustedHops: variable(
    'SCOPEGATE_TRUSTED_HOPS',
    '0',
    integer(0, 16),
    'how many trusted proxies stand in front of the gateway',
  ),
  extAuthzHost: variable(
    'SCOPEGATE_EXT_AUTHZ_HOST',
    'context',
    oneOf(['context', 'request']),
    'host of an ext_authz question without context_extensions: context (none) or request (the Host header)',
  ),
  clientCertificateField: variable(
    'SCOPEGATE_CLIENT_CERTIFICATE_HEADER',
    '',
    fieldName,
    'header in which the gateways pass the certificate of a client over HTTP; unset: none is believed',
  ),
  shutdownTimeoutMs: variable(
    'SCOPEGATE_SHUTDOWN_TIMEOUT_MS',
    '10000',
    integer(0, 600_000),
    'longest wait for calls under way at the end',
  ),
  logLevel: variable('SCOPEGATE_LOG_LEVEL', 'info', oneOf(LOG_LEVELS), 'debug, info, warn, error or silent'),
} as const;
