import type { ScopeTable } from './scope-table.js';

/** Sets of scopes, each stored once; immutable. */
export interface ScopeSets {
  readonly table: ScopeTable;
  /** Bits of 32 scopes a word; of each set from the word of its lowest scope to that of its highest. */
  readonly words: Int32Array;
  /** By set: the number of the word that its first one would have if all scopes were listed, and its place in `words`. */
  readonly ranges: Int32Array;
}

const RANGE_SIZE = 2;

function setHas({ words, ranges }: ScopeSets, set: number, scope: number): boolean {
  const range = set * RANGE_SIZE;
  const at = (scope >> 5) - ranges[range]! + ranges[range + 1]!;
  const isListed = at >= ranges[range + 1]! && at < ranges[range + RANGE_SIZE + 1]!;
  return isListed && (words[at]! & (1 << (scope & 31))) !== 0;
}

/** The name of the first of `held` that is in the set; empty when none is. */
export function firstHeld(sets: ScopeSets, set: number, held: readonly number[]): string {
  for (let i = 0; i < held.length; i++) {
    const scope = held[i]!;
    if (scope >= 0 && setHas(sets, set, scope)) return sets.table.nameOf(scope);
  }
  return '';
}

/** Collects distinct sets. */
export class ScopeSetBuilder {
  private readonly table: ScopeTable;
  private readonly sets: (readonly number[])[] = [];
  private readonly known = new Map<string, number>();

  constructor(table: ScopeTable) {
    this.table = table;
  }

  /** The number of the set of these names. */
  add(names: readonly string[]): number {
    const members = names.map((name) => this.table.intern(name)).sort((a, b) => a - b);
    const key = members.join();
    let set = this.known.get(key);
    if (set === undefined) {
      set = this.sets.length;
      this.sets.push(members);
      this.known.set(key, set);
    }
    return set;
  }

  finish(): ScopeSets {
    const ranges = new Int32Array((this.sets.length + 1) * RANGE_SIZE);
    let size = 0;
    for (const [set, members] of this.sets.entries()) {
      const first = firstWordOf(members);
      ranges[set * RANGE_SIZE] = first;
      ranges[set * RANGE_SIZE + 1] = size;
      if (members.length > 0) size += (members[members.length - 1]! >> 5) - first + 1;
    }
    ranges[this.sets.length * RANGE_SIZE + 1] = size;
    const words = new Int32Array(size);
    for (const [set, members] of this.sets.entries()) {
      const start = ranges[set * RANGE_SIZE + 1]! - firstWordOf(members);
      for (const scope of members) words[start + (scope >> 5)]! |= 1 << (scope & 31);
    }
    return { table: this.table, words, ranges };
  }
}

function firstWordOf(members: readonly number[]): number {
  return (members[0] ?? 0) >> 5;
}
