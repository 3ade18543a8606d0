import { ScopegateError } from '../../base/errors.js';
import type { Page } from '../../store/ports/paging.js';
import type { ProductReach, ReachListing, ReachReader, ReachableEndpoint } from '../../store/ports/reach.js';

export interface ReachSummary {
  readonly read: number;
  readonly write: number;
  readonly total: number;
  /** Endpoints that there are. */
  readonly outOf: number;
  readonly products: readonly ProductReach[];
}

export interface Reach {
  readonly summary: ReachSummary;
  readonly page: Page<ReachableEndpoint>;
}

export type ReadReach = (listing: ReachListing) => Promise<Reach>;

/** What a set of scopes opens, by product and by read or write. Rejects with `invalid_argument` for an unknown scope. */
export function makeReadReach(reader: ReachReader): ReadReach {
  return async (listing) => {
    const unknown = await reader.unknownScopes(listing.holding.scopes);
    if (unknown.length > 0) {
      const names = unknown.map((scope) => `"${scope}"`).join(', ');
      throw new ScopegateError('invalid_argument', `no such scope: ${names}`);
    }
    const { products, outOf } = await reader.summarise(listing.holding);
    const sum = (of: (reach: ProductReach) => number): number => products.reduce((total, each) => total + of(each), 0);
    return {
      summary: {
        read: sum(({ read }) => read),
        write: sum(({ write }) => write),
        total: sum(({ total }) => total),
        outOf,
        products,
      },
      page: await reader.listReachable(listing),
    };
  };
}
