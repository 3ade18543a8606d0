import type { EndpointChange } from './plan-policy.js';
import type { Group } from './population.js';

/** How much changes for how many. A pair is one endpoint and one credential; everybody without one counts as one. */
export interface PairCounts {
  /** Each pair once for what it gains and once for what it loses. */
  readonly pairs: number;
  readonly pairsGained: number;
  readonly pairsLost: number;
  readonly credentialsGaining: number;
  readonly credentialsLosing: number;
  /** Endpoints that open to everybody, or close to whoever has no credential. */
  readonly opened: number;
  readonly closed: number;
}

/** Counts each pair once, through however many kinds of requests it changes. */
export function countPairs(changes: readonly EndpointChange[]): PairCounts {
  const gained = new Tally();
  const lost = new Tally();
  for (const { api, before, after, gaining, losing, isOpened, isClosed } of changes) {
    gained.add(`${api} ${String((after ?? before)?.id)}`, gaining, isOpened ? 1 : 0);
    lost.add(`${api} ${String((before ?? after)?.id)}`, losing, isClosed ? 1 : 0);
  }
  return {
    pairs: gained.pairs() + lost.pairs(),
    pairsGained: gained.pairs(),
    pairsLost: lost.pairs(),
    credentialsGaining: gained.credentials(),
    credentialsLosing: lost.credentials(),
    opened: gained.open(),
    closed: lost.open(),
  };
}

class Tally {
  private readonly groups = new Map<string, Set<Group>>();
  private readonly opened = new Set<string>();

  add(endpoint: string, groups: readonly Group[], opened: 0 | 1): void {
    const known = this.groups.get(endpoint) ?? new Set<Group>();
    for (const group of groups) known.add(group);
    this.groups.set(endpoint, known);
    if (opened === 1) this.opened.add(endpoint);
  }

  pairs(): number {
    let sum = this.opened.size;
    for (const groups of this.groups.values()) sum += sizeOf(groups);
    return sum;
  }

  credentials(): number {
    return sizeOf(new Set([...this.groups.values()].flatMap((groups) => [...groups])));
  }

  open(): number {
    return this.opened.size;
  }
}

function sizeOf(groups: ReadonlySet<Group>): number {
  let sum = 0;
  for (const { members } of groups) sum += members.length;
  return sum;
}
