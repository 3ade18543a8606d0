import { ScopegateError } from '../../base/errors.js';
import { describeEndpoint, sufficientScopes } from '../../engine/index.js';
import type { CredentialKind, Router } from '../../engine/index.js';
import type { HolderReader } from '../../store/ports/lookup.js';
import type { CheckRequest } from '../check-request.js';
import { makeDecide } from '../decision/check.js';
import type { CheckDeps } from '../decision/check.js';
import { pinPolicy } from '../decision/policy-view.js';
import type { PolicyView } from '../decision/policy-view.js';
import { askedApi } from './asked-api.js';
import { parseCursor } from './page.js';
import type { SearchPage, Search } from './searches.js';

export interface SearchSubjectsDeps {
  readonly checking: CheckDeps;
  readonly holders: HolderReader;
  /** A router of its own: a router can work on one request at a time. */
  readonly router: Router;
}

/** Candidates that one page may cost; a page with fewer than it could have says where to go on. */
const MAX_CANDIDATES = 5_000;
const CANDIDATES_PER_READ = 500;

interface Candidates {
  readonly kinds: readonly CredentialKind[];
  /** Any one is enough; null where none is needed. */
  readonly scopes: readonly string[] | null;
}

/** The database says who may come into question; each of them is then decided as if it were asked for by name. */
export function makeSearchSubjects({ checking, holders, router }: SearchSubjectsDeps): Search<CheckRequest, string> {
  const decide = makeDecide(checking);

  async function allowedOf(
    publicIds: readonly string[],
    request: CheckRequest,
    view: PolicyView,
  ): Promise<Set<string>> {
    const kinds = request.named?.kinds ?? [];
    // All at once: their records travel in one read.
    const answers = await Promise.all(
      publicIds.map(async (publicId) => decide({ ...request, named: { kinds, publicId } }, view)),
    );
    return new Set(publicIds.filter((_id, index) => answers[index]?.decision.allowed === true));
  }

  return async (request, { cursor, limit }): Promise<SearchPage<string>> => {
    let [after = 0] = parseCursor(cursor, 1);
    const view = pinPolicy(checking);
    const wanted = await candidatesOf(request, view, router);
    const found: string[] = [];
    if (wanted === null) return { found, cursor: '' };
    for (let tried = 0; tried < MAX_CANDIDATES; tried += CANDIDATES_PER_READ) {
      const candidates = await holders.listHolders({ ...wanted, after, limit: CANDIDATES_PER_READ });
      const allowed = await allowedOf(
        candidates.map(({ publicId }) => publicId),
        request,
        view,
      );
      for (const { id, publicId } of candidates) {
        if (allowed.has(publicId)) {
          if (found.length === limit) return { found, cursor: String(after) };
          found.push(publicId);
        }
        after = id;
      }
      if (candidates.length < CANDIDATES_PER_READ) return { found, cursor: '' };
    }
    return { found, cursor: String(after) };
  };
}

/** Null where nobody may. */
async function candidatesOf(request: CheckRequest, view: PolicyView, router: Router): Promise<Candidates | null> {
  if (request.named === undefined) throw new ScopegateError('internal', 'a search for subjects without their kinds');
  const listed = askedApi(view.directory(), request.host);
  if (listed === null) return null;
  const api = await view.api(listed.entry.id);
  const { endpointIndex, refusal } = router.route(api, request.method, request.target);
  if (endpointIndex < 0 || refusal !== '') return null;
  const { access, acceptedKinds } = describeEndpoint(api, endpointIndex);
  if (access === 'closed') return null;
  // Whom a public endpoint accepts is not looked at.
  const accepted = access === 'public' ? null : acceptedKinds;
  const kinds = request.named.kinds.filter((kind) => accepted?.includes(kind) ?? true);
  if (kinds.length === 0) return null;
  return { kinds, scopes: access === 'scoped' ? sufficientScopes(api, endpointIndex) : null };
}
