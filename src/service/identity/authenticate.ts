import { parseAuthorization } from './authorization.js';
import type { ResolveSubject } from './subject-resolver.js';
import { UNKNOWN, malformed } from './schemes.js';
import type { Resolution, Schemes } from './schemes.js';
import type { CheckRequest } from '../check-request.js';

/** Whose request it is; `none` for nobody's. */
export type Authenticate = (request: CheckRequest) => 'none' | Resolution | Promise<Resolution>;

export interface AuthenticateDeps {
  /** What an `Authorization` header may hold. */
  readonly schemes: Schemes;
  /** Left out: nobody can be named. */
  readonly named?: ResolveSubject;
}

/** The credential that a request presents, or that whoever asks names instead; rejects as `Check` does. */
export function makeAuthenticate({ schemes, named }: AuthenticateDeps): Authenticate {
  return (request) => {
    if (request.named !== undefined) return named?.(request.named) ?? UNKNOWN;
    const parsed = parseAuthorization(request.authorization);
    if (parsed.form === 'none') return 'none';
    if (parsed.form === 'malformed') return malformed(parsed.detail);
    const resolve = schemes.get(parsed.scheme);
    return resolve === undefined ? malformed('unknown_scheme') : resolve(parsed.credentials, request);
  };
}
