import { isAddress } from '../identity/addresses.js';

/**
 * The client's address from the chain of hops as the gateway knows it, oldest first, the gateway's own peer last
 * (the order of `X-Forwarded-For`). Only the last `trustedHops` entries before the end were written by proxies that
 * are trusted; everything older is what the client claims. Empty where the chain is too short or not an address:
 * a credential that is bound to addresses is then refused.
 */
export function clientAddress(chain: readonly string[], trustedHops: number): string {
  const entry = bare(chain[chain.length - 1 - trustedHops] ?? '');
  return isAddress(entry) ? entry : '';
}

/** The entries of an `X-Forwarded-For` value; none for an empty one. */
export function parseForwardedFor(value: string): string[] {
  return value === '' ? [] : value.split(',').map((entry) => entry.trim());
}

/** Without the port and brackets that some proxies add. */
function bare(entry: string): string {
  const bracketed = /^\[([^\]]*)\](?::\d{1,5})?$/.exec(entry);
  if (bracketed?.[1] !== undefined) return bracketed[1];
  return /^[\d.]+:\d{1,5}$/.test(entry) ? entry.slice(0, entry.indexOf(':')) : entry;
}
