import { BlockList, isIP } from 'node:net';
import { ScopegateError } from '../../base/errors.js';

/** Addresses from which a credential may be used. */
export interface AddressRule {
  allows(address: string): boolean;
}

const MAPPED_PREFIX = '::ffff:';
const MAPPED_BITS = 96;

/**
 * Compiles addresses and CIDR blocks (RFC 4632, RFC 4291), IPv4 and IPv6; an IPv4 block and its IPv4-mapped form
 * (RFC 4291, section 2.5.5.2) are the same block. Returns null for an empty list: any address.
 *
 * @throws ScopegateError `invalid_argument` naming the entry that is neither
 */
export function compileAddressRule(entries: readonly string[]): AddressRule | null {
  if (entries.length === 0) return null;
  const list = new BlockList();
  for (const entry of entries) addEntry(list, entry);
  return {
    allows(address) {
      const family = isIP(address);
      return family !== 0 && list.check(address, family === 4 ? 'ipv4' : 'ipv6');
    },
  };
}

/** True for an IPv4 or IPv6 address without port and zone. */
export function isAddress(text: string): boolean {
  return isIP(text) !== 0 && !text.includes('%');
}

/**
 * What one holder has in the network of an address: of IPv6 the /64 that a host is given whole (RFC 4291, section 2.5.4),
 * of IPv4, also mapped into IPv6, the address itself. Anything else as it is.
 */
export function networkOf(address: string): string {
  if (isIP(address) !== 6 || address.includes('%')) return address;
  const compressed = compress(address);
  const mapped = mappedIpv4(compressed);
  if (mapped !== null) return mapped;
  const [head = '', tail = ''] = compressed.split('::');
  const [before, after] = [head, tail].map((groups) => (groups === '' ? [] : groups.split(':')));
  const zeros = Array<string>(8 - (before?.length ?? 0) - (after?.length ?? 0)).fill('0');
  return [...(before ?? []), ...zeros, ...(after ?? [])].slice(0, 4).join(':');
}

/**
 * What one customer may have of networks like this one, which `networkOf` made: a /24 of IPv4, a /48 of IPv6 (RFC 6177). Empty
 * for anything else.
 */
export function wideNetworkOf(network: string): string {
  if (isIP(network) === 4) return `${network.slice(0, network.lastIndexOf('.'))}.0/24`;
  const groups = network.split(':');
  const isNetwork = groups.length === 4 && groups.every((group) => /^[0-9a-f]{1,4}$/.test(group));
  return isNetwork ? `${groups.slice(0, 3).join(':')}::/48` : '';
}

function addEntry(list: BlockList, entry: string): void {
  const slash = entry.indexOf('/');
  const address = slash < 0 ? entry : entry.slice(0, slash);
  const family = isIP(address);
  if (family === 0 || address.includes('%')) throw badEntry(entry);
  const width = family === 4 ? 32 : 128;
  const bits = slash < 0 ? width : parseBits(entry.slice(slash + 1), width, entry);
  const mapped = family === 6 ? mappedIpv4(compress(address)) : null;
  if (mapped !== null && bits >= MAPPED_BITS) list.addSubnet(mapped, bits - MAPPED_BITS, 'ipv4');
  else list.addSubnet(address, bits, family === 4 ? 'ipv4' : 'ipv6');
}

function parseBits(text: string, width: number, entry: string): number {
  const bits = Number(text);
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text) || bits > width) throw badEntry(entry);
  return bits;
}

/** The compressed hexadecimal form of an IPv6 address in any spelling: the URL parser yields it of a bracketed host. */
function compress(address: string): string {
  return new URL(`http://[${address}]/`).hostname.slice(1, -1);
}

/** The IPv4 address inside a compressed IPv4-mapped IPv6 address, or null. */
function mappedIpv4(compressed: string): string | null {
  if (!compressed.startsWith(MAPPED_PREFIX)) return null;
  const [high = '', low = ''] = compressed.slice(MAPPED_PREFIX.length).split(':');
  const value = Number.parseInt(high, 16) * 0x10000 + Number.parseInt(low, 16);
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
}

function badEntry(entry: string): ScopegateError {
  return new ScopegateError('invalid_argument', `"${entry}" is not an IPv4 or IPv6 address or CIDR block`, {
    hint: 'Write an address such as 192.0.2.7 or 2001:db8::1, or a block such as 192.0.2.0/24.',
  });
}
