import { parseHost } from '../engine/index.js';
import { ScopegateError } from '../base/errors.js';
import { compileAddressRule } from '../service/identity/addresses.js';
import type { AddressRule } from '../service/identity/addresses.js';
import { isApiKeyPrefix } from '../service/identity/api-key-format.js';
import { parseInternalTargets } from '../service/identity/oauth/outbound.js';
import type { InternalTargets } from '../service/identity/oauth/outbound.js';
import { PEPPER_MIN_BYTES } from '../service/identity/pepper.js';
import type { Reader } from './variable.js';

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** Any text, up to `most` characters. */
export function anyText(most = Infinity): Reader<string> {
  return matching((given) => given.length <= most, `must be at most ${String(most)} characters`);
}

export function oneOf<const Value extends string>(values: readonly Value[]): Reader<Value> {
  return (given) => values.find((value) => value === given) ?? wrong(`must be one of ${values.join(', ')}`);
}

/** A text that is taken as it is when it passes. */
export function matching(passes: (text: string) => boolean, problem: string): Reader<string> {
  return (given) => (passes(given) ? given : wrong(problem));
}

function wrong(problem: string): never {
  throw new ScopegateError('config', problem);
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): Reader<number> {
  return (given) => {
    const value = /^\d{1,15}$/.test(given) ? Number(given) : NaN;
    if (value >= least && value <= most) return value;
    return wrong(`must be a whole number from ${String(least)} to ${String(most)}`);
  };
}

export const listenAddress: Reader<ListenAddress> = (given) => {
  const colon = given.lastIndexOf(':');
  const port = Number(given.slice(colon + 1));
  const host = given.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  if (colon > 0 && host !== '' && /^\d{1,5}$/.test(given.slice(colon + 1)) && port <= 65535) return { host, port };
  return wrong('must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080');
};

/** One or more URLs of the same database, on its primary and its standbys, with a comma and the next scheme between. */
export const databaseUrls: Reader<readonly string[]> = (given) => {
  const urls = splitDatabaseUrls(given);
  if (urls.length <= 16 && urls.every(isDatabaseUrl)) return urls;
  return wrong(
    'must be a URL such as postgresql://user:password@host:5432/name, or up to 16 of them with commas between',
  );
};

/** A comma may stand in a password, so only one before another URL parts two. */
export function splitDatabaseUrls(given: string): readonly string[] {
  return given.split(/\s*,\s*(?=[a-z]+:\/\/)/).map((url) => url.trim());
}

/** Up to 8 of them: every one costs a digest when a key is verified. */
export const peppers: Reader<readonly Buffer[]> = (given) => {
  const all = entriesOf(given).map(pepper);
  return all.length <= 8 ? all : wrong('must be at most 8');
};

/** As section 9.1.1 of AuthZEN 1.0 wants the identifier of a decision point. */
export const identifierUrl = matching(
  (given) => /^https:\/\/[^/?#@\s]+[^?#\s]*$/.test(given) && URL.canParse(given),
  'must be an https URL without query and fragment',
);

export const pepper: Reader<Buffer> = (given) => {
  const bytes = Buffer.from(given, 'base64');
  if (/^[0-9A-Za-z+/_-]+={0,2}$/.test(given) && bytes.length >= PEPPER_MIN_BYTES) return bytes;
  return wrong(`must be at least ${String(PEPPER_MIN_BYTES)} bytes in base64: openssl rand -base64 32`);
};

export const keyPrefix = matching(isApiKeyPrefix, 'must be 2 to 16 lower-case letters and digits, a letter first');

/** The name of a header field (RFC 9110, section 5.1), in lower case; or none. */
export const fieldName: Reader<string> = (given) =>
  /^[A-Za-z0-9-]*$/.test(given)
    ? given.toLowerCase()
    : wrong('must be the name of a header, such as X-Client-Certificate');

/** Origins, addresses and CIDR blocks, separated by commas; or none. */
export const internalTargets: Reader<InternalTargets> = (given) =>
  parseInternalTargets(entriesOf(given).filter((entry) => entry !== ''));

/** Names of hosts without a port, separated by commas; or none. */
export const hostNames: Reader<readonly string[]> = (given) =>
  given.trim() === '' ? [] : entriesOf(given).map(hostName);

function hostName(given: string): string {
  const parsed = parseHost(given);
  if ('host' in parsed && parsed.host !== '' && parsed.host === given.toLowerCase()) return parsed.host;
  return wrong('must be host names without a port, such as pdp.example.com');
}

/** Addresses and CIDR blocks, separated by commas. */
export const addresses: Reader<AddressRule> = (given) =>
  compileAddressRule(entriesOf(given)) ?? wrong('must be addresses and CIDR blocks, such as 10.0.0.0/8');

function entriesOf(given: string): string[] {
  return given.split(',').map((entry) => entry.trim());
}

function isDatabaseUrl(given: string): boolean {
  return /^postgres(ql)?:\/\/./.test(given) && URL.canParse(given);
}
