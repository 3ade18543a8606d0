import { ScopegateError } from '../../base/errors.js';
import { describeEndpoint, sufficientScopes } from '../../engine/index.js';
import type { CompiledApi, CredentialKind, EndpointView, Router } from '../../engine/index.js';
import type { Holder, HolderReader } from '../../store/ports/lookup.js';
import { pinPolicy } from '../decision/policy-view.js';
import type { PolicyView, PolicyViewDeps } from '../decision/policy-view.js';
import { askedApi } from './asked-api.js';
import type { ReachedEndpoint } from './lookup-endpoints.js';
import { parseCursor, parsePageSize } from './page.js';

export interface LookupCredentialsRequest {
  readonly method: string;
  readonly target: string;
  /** The Host header. Empty: none, which is enough only where the policy has one API. */
  readonly host: string;
  /** Empty: from the beginning. */
  readonly cursor: string;
  /** Up to 1,000; 0: 500. */
  readonly pageSize: number;
}

export interface CredentialPage {
  readonly endpoint: ReachedEndpoint;
  readonly credentials: readonly Holder[];
  /** Empty on the last page. */
  readonly cursor: string;
  readonly revision: number;
}

/** Pages of who can call an endpoint now; throws `invalid_argument` where there is none, `unavailable`. */
export type LookupCredentials = (request: LookupCredentialsRequest) => AsyncIterable<CredentialPage>;

export interface LookupCredentialsDeps extends PolicyViewDeps {
  readonly holders: HolderReader;
  readonly router: Router;
}

const KINDS: readonly CredentialKind[] = ['api_key', 'user', 'session', 'oauth_token'];

/** The engine says which scopes suffice, also by implication; the database who holds one of them. */
export function makeLookupCredentials(deps: LookupCredentialsDeps): LookupCredentials {
  return async function* lookUp(request) {
    const limit = parsePageSize(request.pageSize);
    let [after = 0] = parseCursor(request.cursor, 1);
    const view = pinPolicy(deps);
    const { api, index } = await reach(request, view, deps.router);
    const endpoint = { ...describeEndpoint(api, index), api: api.name };
    const needed = neededOf(endpoint, api, index);
    for (;;) {
      // One more than a page holds tells whether there is another.
      const found = needed === null ? [] : await deps.holders.listHolders({ ...needed, after, limit: limit + 1 });
      const credentials = found.slice(0, limit);
      after = credentials.at(-1)?.id ?? after;
      const cursor = found.length > limit ? String(after) : '';
      yield { endpoint, credentials, cursor, revision: view.revision };
      if (cursor === '') return;
    }
  };
}

/** Null where it is not a question of credentials. */
function neededOf({ access, acceptedKinds }: EndpointView, api: CompiledApi, index: number) {
  if (access === 'public' || access === 'closed') return null;
  return { kinds: acceptedKinds ?? KINDS, scopes: access === 'scoped' ? sufficientScopes(api, index) : null };
}

async function reach(request: LookupCredentialsRequest, view: PolicyView, router: Router) {
  const listed = askedApi(view.directory(), request.host);
  if (listed === null) throw new ScopegateError('invalid_argument', `no API has the host "${request.host}"`);
  const api = await view.api(listed.entry.id);
  const { endpointIndex, refusal } = router.route(api, request.method, request.target);
  if (endpointIndex >= 0 && refusal === '') return { api, index: endpointIndex };
  throw new ScopegateError('invalid_argument', `no endpoint of "${api.name}" has this method and path`, {
    hint: refusal === '' ? 'Check with explain says which endpoints come near.' : `The path is refused: ${refusal}.`,
  });
}
