import type { Log } from '../../base/log.js';
import { describeEndpoint, makeRouter, searchOverlaps } from '../../engine/index.js';
import type { CompiledApi, Overlap } from '../../engine/index.js';

/** Looks for overlaps that matter in every policy that comes into use, and says so. */
export interface OverlapWatch {
  /** Looks at it soon, a little at a time; whatever was known of the API before is forgotten. */
  consider(api: CompiledApi): void;
  forget(apiId: number): void;
  /** Pairs of endpoints that one request can mean and that answer differently, over all APIs looked at. */
  readonly overlaps: number;
}

/** Checks come first: this much at a time, then everybody else's turn. */
const SLICE_MS = 2;

interface Search {
  readonly api: CompiledApi;
  readonly steps: Generator<Overlap | null, undefined>;
  first: Overlap | null;
  count: number;
}

export function makeOverlapWatch(log: Log, now: () => number = () => performance.now()): OverlapWatch {
  const counts = new Map<number, number>();
  const searches = new Map<number, Search>();
  // A router of its own: a search is in the middle of something while others route.
  const router = makeRouter();

  function goOn(search: Search): void {
    const until = now() + SLICE_MS;
    while (searches.get(search.api.id) === search) {
      const { value, done } = search.steps.next();
      if (done === true) {
        searches.delete(search.api.id);
        conclude(search);
        return;
      }
      if (value?.differs === true) {
        search.first ??= value;
        search.count += 1;
      }
      if (now() >= until) {
        setImmediate(goOn, search);
        return;
      }
    }
  }

  function conclude({ api, count, first }: Search): void {
    const before = counts.get(api.id) ?? 0;
    counts.set(api.id, count);
    if (first === null || count === before) return;
    const { method, path, endpoints } = first;
    log.warn(
      {
        api: api.name,
        overlaps: count,
        example: { method, path, endpoints: endpoints.map((index) => nameOf(api, index)) },
      },
      'endpoints overlap and ask for different things; `scopegate lint` lists them',
    );
  }

  return {
    consider(api) {
      const search: Search = { api, steps: searchOverlaps(api, router), first: null, count: 0 };
      searches.set(api.id, search);
      setImmediate(goOn, search);
    },
    forget(apiId) {
      counts.delete(apiId);
      searches.delete(apiId);
    },
    get overlaps() {
      return [...counts.values()].reduce((sum, count) => sum + count, 0);
    },
  };
}

function nameOf(api: CompiledApi, index: number): string {
  const { method, template } = describeEndpoint(api, index);
  return `${method} ${template}`;
}
