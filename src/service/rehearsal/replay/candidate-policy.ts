import { ScopegateError } from '../../../base/errors.js';
import { compileApi, makeRouter } from '../../../engine/index.js';
import type { CompiledApi, ScopeTable } from '../../../engine/index.js';
import type { PolicyOfMoment } from '../../../store/ports/history.js';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import { makeDecide } from '../../decision/check.js';
import type { Decide } from '../../decision/check.js';
import type { PolicyView } from '../../decision/policy-view.js';
import type { Resolution } from '../../identity/schemes.js';
import { makeDirectory } from '../../decision/directory.js';

/** A policy beside that which serves: decides on the way of every check, for credentials that are found already. */
export interface CandidatePolicy {
  /**
   * @param resolve asked only where a credential is needed; what it throws is thrown
   * @throws ScopegateError `policy`, `not_found` where the policy of the API cannot be had, `invalid_argument` for what is no question
   */
  decide(request: CheckRequest, resolve: () => Resolution, nowMs: number): Answer;
  /** Compiles one API, so that it is at hand; otherwise it is compiled when it is first reached. */
  compile(apiId: number): CompiledApi;
}

/** A header that says nothing but that something was sent. */
const AUTHORIZATION = 'Found already';
const NEVER = { degradedAfterMs: Infinity, maxMs: Infinity };

export interface CandidatePolicyOptions {
  readonly policy: PolicyOfMoment;
  readonly revision: number;
  /** The one that credentials are held with. */
  readonly scopes: ScopeTable;
}

export function makeCandidatePolicy(options: CandidatePolicyOptions): CandidatePolicy {
  return new Candidate(options);
}

class Candidate implements CandidatePolicy {
  private readonly options: CandidatePolicyOptions;
  private readonly compiled = new Map<number, CompiledApi>();
  private readonly view: PolicyView;
  private readonly decideBy: Decide;
  private nowMs = 0;
  private resolve: (() => Resolution) | null = null;

  constructor(options: CandidatePolicyOptions) {
    this.options = options;
    const { policy, revision } = options;
    const bodies = { contentType: 'application/json', unauthorizedBody: '', forbiddenBody: '' };
    const families = [...new Set(policy.apis.map(({ errorFamily }) => errorFamily))];
    const errorFamilies = families.map((name) => ({ name, ...bodies }));
    const directory = makeDirectory({ revision, apis: policy.apis, errorFamilies });
    this.view = { directory: () => directory, api: (apiId) => this.compile(apiId), revision };
    this.decideBy = makeDecide({
      directory: () => directory,
      compiledApis: { get: (apiId) => this.compile(apiId) },
      router: makeRouter(),
      schemes: new Map([['found', () => this.found()]]),
      freshness: { applied: revision, confirmed: null, ageSince: () => 0, waitFor: () => Promise.resolve() },
      staleness: NEVER,
      maxAgeMs: 0,
      clock: () => this.nowMs,
    });
  }

  decide(request: CheckRequest, resolve: () => Resolution, nowMs: number): Answer {
    this.nowMs = nowMs;
    this.resolve = resolve;
    const authorization = request.authorization === '' ? '' : AUTHORIZATION;
    const answer = this.decideBy({ ...request, authorization, minRevision: 0, explain: false }, this.view);
    if (answer instanceof Promise) throw new ScopegateError('internal', 'nothing of a candidate waits');
    return answer;
  }

  compile(apiId: number): CompiledApi {
    const held = this.compiled.get(apiId);
    if (held !== undefined) return held;
    const source = this.options.policy.sources.find(({ id }) => id === apiId);
    if (source === undefined) throw new ScopegateError('not_found', `API ${String(apiId)} no longer exists`);
    const api = compileApi(source, this.options.scopes);
    this.compiled.set(apiId, api);
    return api;
  }

  private found(): Resolution {
    if (this.resolve === null) throw new ScopegateError('internal', 'nobody asked');
    return this.resolve();
  }
}
