import { z } from 'zod';
import { parseHost } from '../engine/index.js';
import { messageOf } from '../base/errors.js';
import { compileAddressRule } from '../service/identity/addresses.js';
import type { AddressRule } from '../service/identity/addresses.js';
import { isApiKeyPrefix } from '../service/identity/api-key-format.js';
import { parseInternalTargets } from '../service/identity/oauth/outbound.js';
import type { InternalTargets } from '../service/identity/oauth/outbound.js';
import { PEPPER_MIN_BYTES } from '../service/identity/pepper.js';

/** Where a server listens. */
export interface ListenAddress {
  readonly host: string;
  readonly port: number;
}

/** A whole number from `least` to `most`. */
export function integer(least: number, most: number): z.ZodType<number> {
  const problem = `must be a whole number from ${String(least)} to ${String(most)}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, problem)
    .transform(Number)
    .refine((value) => value >= least && value <= most, problem);
}

export const listenAddress = z.string().transform((text, context): ListenAddress => {
  const colon = text.lastIndexOf(':');
  const port = Number(text.slice(colon + 1));
  const host = text.slice(0, colon).replace(/^\[(.*)\]$/, '$1');
  if (colon > 0 && host !== '' && /^\d{1,5}$/.test(text.slice(colon + 1)) && port <= 65535) return { host, port };
  context.addIssue({ code: 'custom', message: 'must be an address and a port, such as 127.0.0.1:8080 or [::1]:8080' });
  return z.NEVER;
});

/** One or more URLs of the same database, on its primary and its standbys, with a comma and the next scheme between. */
export const databaseUrls = z
  .string()
  .transform(splitDatabaseUrls)
  .refine(
    (urls) => urls.length <= 16 && urls.every(isDatabaseUrl),
    'must be a URL such as postgresql://user:password@host:5432/name, or up to 16 of them with commas between',
  );

/** A comma may stand in a password, so only one before another URL parts two. */
export function splitDatabaseUrls(text: string): readonly string[] {
  return text.split(/\s*,\s*(?=[a-z]+:\/\/)/).map((url) => url.trim());
}

/** Up to 8 of them: every one costs a digest when a key is verified. */
export const peppers = z
  .string()
  .transform((text) => text.split(',').map((each) => each.trim()))
  .pipe(z.array(z.lazy(() => pepper)).max(8, 'must be at most 8'));

/** As section 9.1.1 of AuthZEN 1.0 wants the identifier of a decision point. */
export const identifierUrl = z
  .string()
  .refine(
    (text) => /^https:\/\/[^/?#@\s]+[^?#\s]*$/.test(text) && URL.canParse(text),
    'must be an https URL without query and fragment',
  );

export const pepper = z.string().transform((text, context): Buffer => {
  const bytes = Buffer.from(text, 'base64');
  if (/^[0-9A-Za-z+/_-]+={0,2}$/.test(text) && bytes.length >= PEPPER_MIN_BYTES) return bytes;
  context.addIssue({
    code: 'custom',
    message: `must be at least ${String(PEPPER_MIN_BYTES)} bytes in base64: openssl rand -base64 32`,
  });
  return z.NEVER;
});

export const keyPrefix = z
  .string()
  .refine(isApiKeyPrefix, 'must be 2 to 16 lower-case letters and digits, a letter first');

/** The name of a header field (RFC 9110, section 5.1), in lower case; or none. */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z0-9-]*$/, 'must be the name of a header, such as X-Client-Certificate')
  .transform((name) => name.toLowerCase());

/** Origins, addresses and CIDR blocks, separated by commas; or none. */
export const internalTargets = z.string().transform((text, context): InternalTargets => {
  const entries = text.split(',').map((entry) => entry.trim());
  try {
    return parseInternalTargets(entries.filter((entry) => entry !== ''));
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
  return z.NEVER;
});

/** Names of hosts without a port, separated by commas; or none. */
export const hostNames = z.string().transform((text, context): readonly string[] => {
  const names: string[] = [];
  for (const name of text.split(',').map((each) => each.trim())) {
    const parsed = parseHost(name);
    if (name === '' && text.trim() === '') continue;
    if ('host' in parsed && parsed.host !== '' && parsed.host === name.toLowerCase()) names.push(parsed.host);
    else context.addIssue({ code: 'custom', message: 'must be host names without a port, such as pdp.example.com' });
  }
  return names;
});

/** Addresses and CIDR blocks, separated by commas. */
export const addresses = z.string().transform((text, context): AddressRule => {
  try {
    const rule = compileAddressRule(text.split(',').map((entry) => entry.trim()));
    if (rule !== null) return rule;
  } catch (error) {
    context.addIssue({ code: 'custom', message: messageOf(error) });
  }
  return z.NEVER;
});

function isDatabaseUrl(text: string): boolean {
  return /^postgres(ql)?:\/\/./.test(text) && URL.canParse(text);
}
