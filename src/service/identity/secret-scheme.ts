import { parseApiKey, supposedPublicId } from './api-key-format.js';
import type { ApiKeys } from './api-keys.js';
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
    const found = keys.find(parsed.publicId, credentials);
    return found instanceof Promise ? found.then((late): Resolution => late ?? UNKNOWN) : (found ?? UNKNOWN);
  };
}
