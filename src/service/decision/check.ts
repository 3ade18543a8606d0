import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import {
  decideWithCredential,
  decideWithoutCredential,
  denyCredential,
  describeEndpoint,
  explainDecision,
} from '../../engine/index.js';
import type { CompiledApi, Decision, Routed, Router, DecisionExplanation } from '../../engine/index.js';
import type { CachedCredential } from '../identity/credential-cache.js';
import type { CompiledApis } from './compiled-apis.js';
import { isAddress } from '../identity/addresses.js';
import type { ApiEntry } from '../../store/ports/policy.js';
import type { ClockReading } from './freshness/applied-state.js';
import type { Resolution } from '../identity/schemes.js';
import type { Directory, ListedApi } from './directory.js';
import type { Answer, Check } from './answer.js';
import type { CheckRequest } from '../check-request.js';
import { maxAgeOf, refuseStale, refuseUnconfirmed, stalenessLimit } from './staleness.js';
import type { Staleness } from './staleness.js';
import { currentPolicy } from './policy-view.js';
import type { PolicyView } from './policy-view.js';
import { makeAuthenticate } from '../identity/authenticate.js';
import type { Authenticate, AuthenticateDeps } from '../identity/authenticate.js';

export interface CheckDeps extends AuthenticateDeps {
  readonly directory: () => Directory;
  readonly compiledApis: Pick<CompiledApis, 'get'>;
  readonly router: Router;
  readonly freshness: {
    readonly applied: number;
    readonly confirmed: ClockReading | null;
    ageSince(confirmed: ClockReading | null): number;
    waitFor(revision: number, deadlineMs: number): Promise<void>;
  };
  readonly staleness: Staleness;
  /** How long an answer may be reused at most. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
}

/** A request whose API is known. */
interface Reached {
  readonly request: CheckRequest;
  readonly listed: ListedApi;
  readonly api: CompiledApi;
  readonly routed: Routed;
  readonly revision: number;
  /**
   * When the policy was last confirmed. It stays the same for this request, even if a newer confirmation arrives
   * while the request waits.
   */
  readonly confirmed: ClockReading | null;
}

interface HeldApi {
  readonly api: CompiledApi;
  readonly revision: number;
  readonly confirmed: ClockReading | null;
}

/** Decides one request by one view of the policy; rejects as `Check` does. */
export type Decide = (request: CheckRequest, view: PolicyView) => Answer | Promise<Answer>;

/** The decision alone, without waiting for a revision: what single checks and batches have in common. */
export function makeDecide(deps: CheckDeps): Decide {
  const checker = new Checker(deps);
  return (request, view) => checker.decide(request, view);
}

/** The way of one request: host to API, path to endpoint, credential to record, then the decision. */
export function makeCheck(deps: CheckDeps): Check {
  const decide = makeDecide(deps);
  const view = currentPolicy(deps);
  const { freshness } = deps;
  return (request) => {
    if (request.minRevision <= freshness.applied) return decide(request, view);
    refuseNonsense(request);
    return freshness.waitFor(request.minRevision, request.deadlineMs).then(() => decide(request, view));
  };
}

class Checker {
  private readonly deps: CheckDeps;
  private readonly resolve: Authenticate;

  constructor(deps: CheckDeps) {
    this.deps = deps;
    this.resolve = makeAuthenticate(deps);
  }

  decide(request: CheckRequest, view: PolicyView): Answer | Promise<Answer> {
    refuseNonsense(request);
    const { confirmed } = this.deps.freshness;
    const { api: listed, denial } = view.directory().find(request.host);
    if (listed === null) return this.unrouted(request, view, denial);
    const api = view.api(listed.entry.id);
    return api instanceof Promise
      ? api.then((loaded) => this.checkIn(request, listed, { api: loaded, revision: view.revision, confirmed }))
      : this.checkIn(request, listed, { api, revision: view.revision, confirmed });
  }

  private checkIn(request: CheckRequest, listed: ListedApi, policy: HeldApi): Answer | Promise<Answer> {
    const routed = this.deps.router.route(policy.api, request.method, request.target);
    const reached = { request, listed, routed, ...policy };
    const early = decideWithoutCredential(policy.api, routed);
    if (early !== null) return this.answer(reached, early, null);
    const found = this.resolve(request);
    if (found === 'none') return this.answer(reached, denyCredential(reached.routed, 'no_credential', ''), null);
    return found instanceof Promise ? found.then((late) => this.judge(reached, late)) : this.judge(reached, found);
  }

  private judge(reached: Reached, found: Resolution): Answer {
    if ('fault' in found) {
      const { freshness, staleness } = this.deps;
      const ageMs = freshness.ageSince(freshness.confirmed);
      if (found.fault === 'unknown_credential' && ageMs > staleness.degradedAfterMs) refuseUnconfirmed(ageMs);
      return this.answer(reached, denyCredential(reached.routed, found.fault, found.detail), null);
    }
    const context = { nowMs: this.deps.clock(), addressAllowed: isAddressAllowed(found, reached.request.sourceIp) };
    const decision = decideWithCredential(reached.api, reached.routed, found.subject, context);
    return this.answer(reached, nameRevocation(decision, found), found);
  }

  private answer(reached: Reached, decision: Decision, credential: CachedCredential | null): Answer {
    const { request, listed, api } = reached;
    const age = this.ageOf(decision, reached, listed.entry);
    return {
      decision,
      api,
      principal: credential?.row ?? null,
      revision: reached.revision,
      maxAgeMs: age.isDegraded ? 0 : maxAgeOf(decision, credential, this.deps.clock(), this.deps.maxAgeMs),
      ...age,
      response: listed.responses.to(decision, {
        authorization: request.authorization,
        nameableScopes: () => nameableScopes(listed.entry, api, decision),
      }),
      explanation: request.explain ? explainAnswer(this.deps.router, api, { request, decision, credential }) : null,
    };
  }

  private unrouted(request: CheckRequest, view: PolicyView, decision: Decision): Answer {
    const age = this.ageOf(decision, { request, confirmed: this.deps.freshness.confirmed }, null);
    const { authorization } = request;
    const response = view.directory().unrouted.to(decision, { authorization, nameableScopes: () => [] });
    const { revision } = view;
    return { decision, api: null, principal: null, revision, maxAgeMs: 0, ...age, response, explanation: null };
  }

  /** @throws ScopegateError `unavailable` for state that is too old for this decision */
  private ageOf(decision: Decision, reached: Pick<Reached, 'request' | 'confirmed'>, entry: ApiEntry | null) {
    const stateAgeMs = this.deps.freshness.ageSince(reached.confirmed);
    const { staleness } = this.deps;
    refuseStale(decision, stateAgeMs, stalenessLimit(staleness, entry, reached.request.method));
    return { stateAgeMs, isDegraded: stateAgeMs > staleness.degradedAfterMs };
  }
}

/** @throws ScopegateError `invalid_argument` for what cannot be a question */
function refuseNonsense(request: CheckRequest): void {
  if (request.method === '') {
    throw new ScopegateError('invalid_argument', 'method is empty', { hint: 'Send the method of the request: GET.' });
  }
  if (request.target === '') {
    throw new ScopegateError('invalid_argument', 'path is empty', { hint: 'Send the request target as received: /a.' });
  }
  if (request.sourceIp !== '' && !isAddress(request.sourceIp)) {
    throw new ScopegateError('invalid_argument', 'source_ip is not an IPv4 or IPv6 address', {
      hint: 'Send the address alone, without port, brackets or zone; leave it empty when unknown.',
    });
  }
}

/** Only where the operator allows it: what an endpoint asks for is policy. */
function nameableScopes(entry: ApiEntry, api: CompiledApi, { endpointIndex }: Decision): readonly string[] {
  const isAllowed = entry.namesMissingScopes === true && endpointIndex >= 0;
  return isAllowed ? describeEndpoint(api, endpointIndex).requiredScopes : [];
}

/** A revoked credential is a disabled one that stays so; whoever reads the answer should know. */
function nameRevocation(decision: Decision, credential: CachedCredential): Decision {
  const revoked = decision.reason === 'disabled_credential' && credential.row.revokedAtMs !== null;
  return revoked ? { ...decision, detail: 'revoked' } : decision;
}

function isAddressAllowed(credential: CachedCredential, sourceIp: string): boolean {
  return credential.addresses === null || (sourceIp !== '' && credential.addresses.allows(sourceIp));
}

interface ExplainedRequest {
  readonly request: CheckRequest;
  readonly decision: Decision;
  readonly credential: CachedCredential | null;
}

/** How a decision came about. A request whose credential was not recognised holds no scopes. */
function explainAnswer(router: Router, api: CompiledApi, explained: ExplainedRequest): DecisionExplanation {
  const { request, decision, credential } = explained;
  const heldScopes = credential?.row.scopes ?? [];
  return explainDecision(api, router, { method: request.method, target: request.target, decision, heldScopes });
}
