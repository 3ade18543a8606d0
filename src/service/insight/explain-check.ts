import type { CachedCredential } from '../identity/credential-cache.js';
import type { Answer } from '../decision/answer.js';
import type { CheckRequest } from '../check-request.js';
import { makeDecide } from '../decision/check.js';
import type { CheckDeps } from '../decision/check.js';
import { currentPolicy } from '../decision/policy-view.js';

/**
 * Decides for a credential that is named instead of presented: people ask about a key without having its secret. The
 * `authorization` of the request counts for nothing. Rejects as `Check` does.
 */
export type CheckForKey = (request: CheckRequest, credential: CachedCredential) => Promise<Answer>;

/** The way of `Check` itself, with one scheme that leads to the named credential. */
export function makeCheckForKey(deps: CheckDeps): CheckForKey {
  const view = currentPolicy(deps);
  return async (request, credential) => {
    const decide = makeDecide({ ...deps, schemes: new Map([['named', () => credential]]) });
    return decide({ ...request, authorization: 'Named key' }, view);
  };
}
