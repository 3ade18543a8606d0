import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import { decideWithCredential, decideWithoutCredential, denyUnrouted } from '../../engine/decide.js';
import type { Decision } from '../../engine/decide.js';
import { parseHost } from '../../engine/host.js';
import type { Router } from '../../engine/route.js';
import type { HeldCredential } from '../caches/credential-cache.js';
import type { CompiledApis } from '../caches/compiled-apis.js';
import type { Answer, CheckRequest } from '../check/answer.js';
import { explainAnswer } from '../check/explain.js';
import { isAddress } from '../credentials/addresses.js';
import type { Directory } from '../directory.js';

/** Decides for a credential that is named instead of presented: people ask about a key without having its secret. */
export type CheckForKey = (request: CheckRequest, credential: HeldCredential) => Promise<Answer>;

export interface CheckForKeyDeps {
  readonly directory: () => Directory;
  readonly compiledApis: CompiledApis;
  readonly router: Router;
  readonly freshness: { readonly applied: number };
  readonly clock: Clock;
}

/** Rejects with `invalid_argument` and `unavailable`. */
export function makeCheckForKey(deps: CheckForKeyDeps): CheckForKey {
  return async (request, credential) => {
    if (request.sourceIp !== '' && !isAddress(request.sourceIp)) {
      throw new ScopegateError('invalid_argument', 'sourceIp is not an IPv4 or IPv6 address');
    }
    const directory = deps.directory();
    const revision = deps.freshness.applied;
    const parsed = parseHost(request.host);
    const listed = 'refusal' in parsed ? null : directory.find(parsed.host);
    if ('refusal' in parsed || listed === null) {
      const decision =
        'refusal' in parsed
          ? denyUnrouted('unsafe_path', parsed.refusal)
          : denyUnrouted('no_route', request.host === '' ? 'no_default_api' : 'unknown_host');
      const response = directory.unrouted.to(decision);
      return { decision, api: null, principal: null, revision, maxAgeMs: 0, response, explanation: null };
    }
    const api = await deps.compiledApis.get(listed.entry.id);
    const routed = deps.router.route(api, request.method, request.target);
    const decision: Decision =
      decideWithoutCredential(api, routed) ??
      decideWithCredential(api, routed, credential.subject, {
        nowMs: deps.clock(),
        addressAllowed: isAddressAllowed(credential, request.sourceIp),
      });
    return {
      decision,
      api,
      principal: credential.row,
      revision,
      maxAgeMs: 0,
      response: listed.responses.to(decision),
      explanation: explainAnswer(deps.router, api, request, decision, credential),
    };
  };
}

function isAddressAllowed(credential: HeldCredential, sourceIp: string): boolean {
  return credential.addresses === null || (sourceIp !== '' && credential.addresses.allows(sourceIp));
}
