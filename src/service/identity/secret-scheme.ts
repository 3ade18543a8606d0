import { chain } from '../../base/now-or-later.js';
import { parseApiKey, supposedPublicId } from './api-key-format.js';
import type { ApiKeys } from './api-keys.js';
import type { CachedCredential } from './credential-cache.js';
import { UNKNOWN, malformed } from './schemes.js';
import type { Resolution, ResolveCredential } from './schemes.js';

/** The resolver of a scheme whose credentials have the form of an API key: `App` and `IBSSO`. */
export function makeSecretScheme(keys: ApiKeys, prefix: string): ResolveCredential {
  return (credentials) => {
    // What is known by its digest needs no look at its form, which costs as much as the rest.
    const supposedId = supposedPublicId(credentials, prefix);
    const known = supposedId === null ? null : keys.recognise(supposedId, credentials);
    if (known !== null) return known;
    const parsed = parseApiKey(credentials, prefix);
    if (typeof parsed === 'string') return malformed(parsed);
    return chain(keys.find(parsed.publicId, credentials), orUnknown);
  };
}

function orUnknown(found: CachedCredential | null): Resolution {
  return found ?? UNKNOWN;
}
