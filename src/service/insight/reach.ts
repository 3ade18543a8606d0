import { ScopegateError } from '../../base/errors.js';
import type { Clock } from '../../base/clock.js';
import { decideWithCredential, sufficientScopes } from '../../engine/index.js';
import type { CompiledApi, Decision, Subject } from '../../engine/index.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import type { Page } from '../../store/ports/paging.js';
import type { Holding, ProductReach, ReachListing, ReachReader, ReachableEndpoint } from '../../store/ports/reach.js';
import { pinPolicy } from '../decision/policy-view.js';
import type { PolicyViewDeps } from '../decision/policy-view.js';

export interface ReachSummary {
  readonly read: number;
  readonly write: number;
  readonly total: number;
  /** Number of all endpoints. */
  readonly outOf: number;
  readonly products: readonly ProductReach[];
}

export interface Reach {
  readonly summary: ReachSummary;
  readonly page: Page<ReachableEndpoint>;
}

export type ReadReach = (listing: ReachListing) => Promise<Reach>;

export interface ReadReachDeps extends PolicyViewDeps {
  readonly reader: ReachReader;
  /** The credential as decisions see it. */
  readonly subjectOf: (row: CredentialRow) => Subject;
  readonly clock: Clock;
}

/**
 * What a usable credential with these scopes can call, by product and by read or write. The engine decides each endpoint as a check
 * does. Rejects with `invalid_argument` for an unknown scope.
 */
export function makeReadReach(deps: ReadReachDeps): ReadReach {
  return async (listing) => {
    const { reader } = deps;
    const unknown = await reader.unknownScopes(listing.holding.scopes);
    if (unknown.length > 0) {
      const names = unknown.map((scope) => `"${scope}"`).join(', ');
      throw new ScopegateError('invalid_argument', `no such scope: ${names}`);
    }
    const through = await endpointsOpenTo(listing.holding, deps);
    const ids = [...through.keys()];
    const { products, outOf } = await reader.summarise(ids);
    const sum = (of: (reach: ProductReach) => number): number => products.reduce((total, each) => total + of(each), 0);
    const page = await reader.listReachable(listing, ids);
    return {
      summary: {
        read: sum(({ read }) => read),
        write: sum(({ write }) => write),
        total: sum(({ total }) => total),
        outOf,
        products,
      },
      page: { ...page, items: page.items.map((item) => ({ ...item, through: through.get(Number(item.id)) ?? [] })) },
    };
  };
}

/** Decides one endpoint for a credential, whatever its path and the address of the client. */
export function decideEndpoint(api: CompiledApi, endpointIndex: number, subject: Subject, nowMs: number): Decision {
  const routed = { endpointIndex, canonicalPath: '', refusal: '' as const };
  return decideWithCredential(api, routed, subject, { nowMs, addressAllowed: true });
}

/** Row ids of endpoints, each with the held scopes that open it; none where no scope is needed. */
async function endpointsOpenTo(holding: Holding, deps: ReadReachDeps): Promise<ReadonlyMap<number, readonly string[]>> {
  const subject = deps.subjectOf(usableCredential(holding));
  const held = new Set(holding.scopes);
  const nowMs = deps.clock();
  const view = pinPolicy(deps);
  const open = new Map<number, readonly string[]>();
  for (const { id } of view.directory().apis) {
    const api = await view.api(id);
    for (let index = 0; index < api.endpointCount; index++) {
      if (!decideEndpoint(api, index, subject, nowMs).allowed) continue;
      open.set(
        api.endpoints.ids[index] ?? 0,
        sufficientScopes(api, index).filter((scope) => held.has(scope)),
      );
    }
  }
  return open;
}

function usableCredential({ kind, scopes }: Holding): CredentialRow {
  return {
    id: 0,
    publicId: '',
    kind,
    name: '',
    account: '',
    enabled: true,
    notBeforeMs: null,
    expiresAtMs: null,
    allowedAddresses: [],
    scopes,
    revokedAtMs: null,
    createdAtMs: 0,
  };
}
