import { isIP } from 'node:net';
import { compileAddressRule } from '../addresses.js';

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
export function isPublicAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 4) return SPECIAL_IPV4?.allows(address) === false;
  return family === 6 && GLOBAL_IPV6?.allows(address) === true && SPECIAL_IPV6?.allows(address) === false;
}
