import type { IssuerSettings } from '../../store/ports/managed-issuers.js';
import { checkScopeNames } from './input.js';
import type { Fault } from './input.js';

/** What a text of an issuer must be, with the words for it: as the constraints of `scopegate.oauth_issuer` have it. */
const TEXTS = {
  issuer: [
    /^(?:https:\/\/[^/?#@\s\p{Cc}\p{Cs}]+|http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?)(?:\/[^#\s\p{Cc}\p{Cs}]*)?$/u,
    'must be an https URL without user, password and fragment',
  ],
  audience: [/^[^\p{Cc}\p{Cs}]{1,2000}$/u, 'must have 1 to 2000 characters and no control characters'],
  prefix: [/^[A-Za-z0-9._~+/-]{0,64}$/, 'must have at most 64 characters that can begin a token'],
  client: [/^[ -~]{1,255}$/, 'must be 1 to 255 printable ASCII characters'],
  secretName: [/^[A-Za-z][A-Za-z0-9_.-]{0,99}$/, 'must be the name of a secret: letters, digits, "_", "." and "-"'],
  theirs: [
    /^[!#-[\]-~]{1,1000}$/,
    'must be a scope: printable ASCII characters, without space, double quote and backslash',
  ],
} as const satisfies Readonly<Record<string, readonly [RegExp, string]>>;

function checkText(property: string, kind: keyof typeof TEXTS, text: string | null | undefined): Fault {
  const [rule, violation] = TEXTS[kind];
  return text === undefined || text === null || rule.test(text) ? null : { property, violation };
}

/** What is wrong with settings of an issuer whatever the database holds; what is absent is not to change. */
export function checkIssuer({
  issuer,
  audience,
  jwksUri,
  introspection,
  scopeMap = [],
}: Partial<IssuerSettings>): Fault[] {
  const theirs = scopeMap
    .map((each) => checkText('scopeMap.theirs', 'theirs', each.theirs))
    .find((fault) => fault !== null);
  return [
    checkText('issuer', 'issuer', issuer),
    checkText('audience', 'audience', audience),
    checkText('jwksUri', 'issuer', jwksUri),
    checkText('introspection.uri', 'issuer', introspection?.uri),
    checkText('introspection.client', 'client', introspection?.client),
    checkText('introspection.secretName', 'secretName', introspection?.secretName),
    checkText('introspection.prefix', 'prefix', introspection?.prefix),
    theirs ?? null,
    checkScopeNames(
      'scopeMap.ours',
      scopeMap.map(({ ours }) => ours),
    ),
  ];
}

/** How the issuer calls a client; null for every client without a row of its own. */
export function checkClientId(clientId: string | null): Fault {
  return checkText('clientId', 'client', clientId);
}
