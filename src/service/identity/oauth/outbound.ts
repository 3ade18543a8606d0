import { isIP } from 'node:net';
import { ScopegateError } from '../../../base/errors.js';
import { compileAddressRule } from '../addresses.js';
import type { AddressRule } from '../addresses.js';

/** Internal places that issuers may have all the same: the operator listed them. */
export interface InternalTargets {
  /** Scheme, host and port as `URL.origin` has them; `:*` at the end stands for every port. */
  readonly origins: readonly string[];
  /** Null for none. */
  readonly addresses: AddressRule | null;
}

/**
 * Where this server may connect to because a row of an issuer says so: whoever writes such a row must not reach what only this
 * server can reach.
 */
export interface Outbound {
  /**
   * What can be told from the URL alone.
   *
   * @throws ScopegateError `invalid_argument`
   */
  refuseUrl(url: string): URL;
  /** Whether a connection for this URL may go to this address, which its name has at the moment. */
  allowsAddress(url: URL, address: string): boolean;
}

/** Where issuers of the public internet are; a listed origin may have any port. */
const PORTS = ['', '443', '8443'];

/**
 * Calls to issuers: https on a public address, checked where the row is written and at each connection, and the internal
 * targets that the operator lists.
 */
export function makeOutbound({ origins, addresses }: InternalTargets): Outbound {
  const isListed = (url: URL): boolean => {
    const anyPort = `${url.protocol}//${url.hostname}:*`;
    return origins.some((origin) => origin === url.origin || origin === anyPort);
  };
  const allowsAddress = (url: URL, address: string): boolean =>
    isListed(url) || isPublicAddress(address) || addresses?.allows(address) === true;
  return {
    allowsAddress,
    refuseUrl(text) {
      const url = URL.canParse(text) ? new URL(text) : null;
      if (url === null || url.username !== '' || url.password !== '') {
        throw refusal(text, 'is no URL without user and password');
      }
      if (isListed(url)) return url;
      if (url.protocol !== 'https:') throw refusal(text, 'is not https');
      if (!PORTS.includes(url.port)) throw refusal(text, 'has another port than 443 and 8443');
      const literal = url.hostname.replace(/^\[(.*)\]$/, '$1');
      const address = isIP(literal) > 0 ? literal : /(^|\.)localhost\.?$/.test(literal) ? '127.0.0.1' : null;
      if (address !== null && !allowsAddress(url, address)) throw refusal(text, 'is an internal address');
      return url;
    },
  };
}

/**
 * Origins such as `https://login.internal` or `http://127.0.0.1:*`, and addresses or CIDR blocks.
 *
 * @throws ScopegateError `invalid_argument` naming the entry that is neither
 */
export function parseInternalTargets(entries: readonly string[]): InternalTargets {
  const blocks = entries.filter((entry) => !entry.includes('://'));
  const origins = entries.filter((entry) => entry.includes('://')).map(originOf);
  return { origins, addresses: compileAddressRule(blocks) };
}

function originOf(entry: string): string {
  const [, base = entry, port = ''] = /^(.*?)(:\*)?$/.exec(entry) ?? [];
  const url = URL.canParse(base) ? new URL(base) : null;
  const isLoopback = url !== null && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
  const isKnown = url?.protocol === 'https:' || (url?.protocol === 'http:' && isLoopback);
  const isBare = url !== null && [url.origin, `${url.origin}/`].includes(base.toLowerCase());
  if (url !== null && isKnown && isBare && (port === '' || url.port === '')) return `${url.origin}${port}`;
  throw new ScopegateError('invalid_argument', `"${entry}" is no origin that an OAuth issuer may have`, {
    hint: 'Write https://host, https://host:port, or http:// with 127.0.0.1, localhost or [::1]; ":*" for every port.',
  });
}

function refusal(url: string, what: string): ScopegateError {
  return new ScopegateError('invalid_argument', `"${url}" ${what}: an OAuth issuer may not be there`, {
    hint: 'Take a public https address, or list the place in SCOPEGATE_OAUTH_INTERNAL_TARGETS of the server.',
  });
}

/** Everything that is no unicast address of the public internet (IANA special-purpose registries, RFC 6890). */
const SPECIAL_IPV4 = compileAddressRule([
  ...['0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24'],
  ...['192.0.2.0/24', '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24'],
  // Multicast, reserved and broadcast; and the metadata of one cloud, which has an address of the public range.
  ...['224.0.0.0/4', '240.0.0.0/4', '168.63.129.16/32'],
]);
const GLOBAL_IPV6 = compileAddressRule(['2000::/3']);
/** Documentation, and what carries an IPv4 address inside: Teredo and 6to4. */
const SPECIAL_IPV6 = compileAddressRule(['2001::/23', '2001:db8::/32', '2002::/16', '3fff::/20']);

/** False for loopback, link-local, private, multicast, unspecified, mapped and other special addresses, and for any other text. */
function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return SPECIAL_IPV4?.allows(address) === false;
  return family === 6 && GLOBAL_IPV6?.allows(address) === true && SPECIAL_IPV6?.allows(address) === false;
}
