/** How requests reach the listener: `exposed` is an address that is not loopback, without TLS. */
export type Exposure = 'loopback' | 'tls' | 'exposed';

/** The answer to requests for the API and the page on an exposed listener. */
export const EXPOSED =
  'The Management API answers only on a loopback address or over TLS: credentials must not cross a network in the clear.\n';
