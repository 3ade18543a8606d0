import { ScopegateError } from '../../base/errors.js';
import { compileApi, makeRouter } from '../../engine/index.js';
import type { CompiledApi, ScopeTable } from '../../engine/index.js';
import type { PolicyOfMoment } from '../../store/ports/history.js';
import type { Answer } from '../decision/answer.js';
import type { CheckRequest } from '../check-request.js';
import { makeDecide } from '../decision/check.js';
import type { Decide } from '../decision/check.js';
import type { PolicyView } from '../decision/policy-view.js';
import type { Resolution } from '../identity/schemes.js';
import { makeDirectory } from '../decision/directory.js';

/**
 * The policy of one moment: a revision of the past, a migration that is being planned, or a shadow candidate. It decides exactly as
 * a check does, for credentials that the caller has already found.
 */
export interface PolicyAt {
  /**
   * @param resolve called only when the decision needs the credential; its errors are passed on
   * @throws ScopegateError `policy`, `not_found` where the policy of the API cannot be had, `invalid_argument` for what is no question
   */
  decide(request: CheckRequest, resolve: () => Resolution, nowMs: number): Answer;
  /** Compiles one API ahead of time. Otherwise the first request that reaches it compiles it. */
  compile(apiId: number): CompiledApi;
}

/** Stands for any Authorization header; the credential comes from `resolve`. */
const AUTHORIZATION = 'Found already';
const NEVER = { degradedAfterMs: Infinity, maxMs: Infinity };

export interface PolicyAtOptions {
  readonly policy: PolicyOfMoment;
  readonly revision: number;
  /** The table that numbers the scopes of the credentials. */
  readonly scopes: ScopeTable;
}

export function makePolicyAt(options: PolicyAtOptions): PolicyAt {
  return new PolicyInMemory(options);
}

class PolicyInMemory implements PolicyAt {
  private readonly options: PolicyAtOptions;
  private readonly compiled = new Map<number, CompiledApi>();
  private readonly view: PolicyView;
  private readonly decideBy: Decide;
  private nowMs = 0;
  private resolve: (() => Resolution) | null = null;

  constructor(options: PolicyAtOptions) {
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
    if (answer instanceof Promise) throw new ScopegateError('internal', 'a policy in memory must decide at once');
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
