import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import { describeEndpoint } from '../../engine/index.js';
import type { CompiledApi, EndpointView, Reason, Subject } from '../../engine/index.js';
import type { CredentialFinder } from '../../store/ports/lookup.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import { pinPolicy } from '../decision/policy-view.js';
import type { PolicyViewDeps } from '../decision/policy-view.js';
import { parseCursor, parsePageSize } from './page.js';
import { decideEndpoint } from './reach.js';

export interface LookupEndpointsRequest {
  readonly credential: string;
  /** Empty: from the beginning. */
  readonly cursor: string;
  /** Up to 1,000; 0: 500. */
  readonly pageSize: number;
}

export interface ReachedEndpoint extends EndpointView {
  readonly api: string;
}

export interface ReachedEndpointPage {
  readonly endpoints: readonly ReachedEndpoint[];
  /** Empty on the last page. */
  readonly cursor: string;
  readonly revision: number;
  /** Why the credential is refused wherever one is needed; null when it is not. */
  readonly refusedBecause: Reason | null;
}

/** Pages of what a credential can call now; throws `invalid_argument` for an unknown one, `unavailable`. */
export type LookupEndpoints = (request: LookupEndpointsRequest) => AsyncIterable<ReachedEndpointPage>;

export interface LookupEndpointsDeps extends PolicyViewDeps {
  readonly credentials: CredentialFinder;
  /** The credential as decisions see it. */
  readonly subjectOf: (row: CredentialRow) => Subject;
  readonly clock: Clock;
}

const VALIDITY: ReadonlySet<Reason> = new Set<Reason>(['disabled_credential', 'not_yet_valid', 'expired']);

/** Every endpoint is decided as a check would; one policy for all pages. */
export function makeLookupEndpoints(deps: LookupEndpointsDeps): LookupEndpoints {
  return async function* lookUp({ credential, cursor, pageSize }) {
    const size = parsePageSize(pageSize);
    const [afterApi = 0, afterEndpoint = 0] = parseCursor(cursor, 2);
    const row = await deps.credentials.findCredential(credential);
    if (row === null) throw unknown(credential);
    const reach = new Reach(deps.subjectOf(row), deps.clock());
    const view = pinPolicy(deps);
    const directory = view.directory();
    const apis = directory.apis
      .filter((entry) => entry.id >= afterApi && directory.hostOf(entry) !== null)
      .toSorted((a, b) => a.id - b.id);
    let page: Found[] = [];
    for (const { id } of apis) {
      for (const found of reach.in(await view.api(id), id === afterApi ? afterEndpoint : 0)) {
        // A full page is sent once it is known that there is more.
        if (page.length === size) {
          yield pageOf(page, { revision: view.revision, refusedBecause: reach.refusedBecause, isLast: false });
          page = [];
        }
        page.push(found);
      }
    }
    yield pageOf(page, { revision: view.revision, refusedBecause: reach.refusedBecause, isLast: true });
  };
}

interface Found {
  readonly api: CompiledApi;
  readonly index: number;
}

/** The effective permissions of one credential at one moment. */
class Reach {
  refusedBecause: Reason | null = null;
  private readonly subject: Subject;
  private readonly nowMs: number;

  constructor(subject: Subject, nowMs: number) {
    this.subject = subject;
    this.nowMs = nowMs;
  }

  *in(api: CompiledApi, afterId: number): Generator<Found> {
    for (let index = 0; index < api.endpointCount; index++) {
      if ((api.endpoints.ids[index] ?? 0) <= afterId) continue;
      const { allowed, reason } = decideEndpoint(api, index, this.subject, this.nowMs);
      if (allowed) yield { api, index };
      else if (VALIDITY.has(reason)) this.refusedBecause = reason;
    }
  }
}

function pageOf(
  page: readonly Found[],
  of: Omit<ReachedEndpointPage, 'endpoints' | 'cursor'> & { isLast: boolean },
): ReachedEndpointPage {
  const { isLast, ...rest } = of;
  const endpoints = page.map(({ api, index }) => ({ ...describeEndpoint(api, index), api: api.name }));
  const last = page.at(-1);
  const cursor = isLast || last === undefined ? '' : `${String(last.api.id)}.${String(endpoints.at(-1)?.id)}`;
  return { ...rest, endpoints, cursor };
}

function unknown(credential: string): ScopegateError {
  return new ScopegateError('invalid_argument', `no credential "${credential}"`, {
    hint: 'Name it by its public id: the part between the underscores of a key, or the name of a user.',
  });
}
