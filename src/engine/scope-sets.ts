import type { ScopeTable } from './scope-table.js';

/** Sets of scopes, each stored once; immutable. */
export interface ScopeSets {
  readonly table: ScopeTable;
  /** `wordsPerSet` words of 32 scopes for each set. */
  readonly words: Int32Array;
  readonly wordsPerSet: number;
}

function setHas({ words, wordsPerSet }: ScopeSets, set: number, scope: number): boolean {
  const word = scope >> 5;
  return word < wordsPerSet && (words[set * wordsPerSet + word]! & (1 << (scope & 31))) !== 0;
}

/** The name of the first of `held` that is in the set; empty when none is. */
export function firstHeld(sets: ScopeSets, set: number, held: readonly number[]): string {
  for (let i = 0; i < held.length; i++) {
    const scope = held[i]!;
    if (scope >= 0 && setHas(sets, set, scope)) return sets.table.nameOf(scope);
  }
  return '';
}

/** The names in a set, sorted by code unit. */
export function namesOf(sets: ScopeSets, set: number): string[] {
  const names: string[] = [];
  for (let word = 0; word < sets.wordsPerSet; word++) {
    const bits = sets.words[set * sets.wordsPerSet + word]!;
    for (let bit = 0; bits !== 0 && bit < 32; bit++) {
      if ((bits & (1 << bit)) !== 0) names.push(sets.table.nameOf(word * 32 + bit));
    }
  }
  return names.sort();
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
  add(names: ReadonlySet<string>): number {
    const members = [...names].map((name) => this.table.intern(name)).sort((a, b) => a - b);
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
    const highest = this.sets.reduce((most, members) => Math.max(most, members[members.length - 1] ?? -1), -1);
    const wordsPerSet = (highest >> 5) + 1;
    const words = new Int32Array(wordsPerSet * this.sets.length);
    for (const [set, members] of this.sets.entries()) {
      for (const scope of members) words[set * wordsPerSet + (scope >> 5)]! |= 1 << (scope & 31);
    }
    return { table: this.table, words, wordsPerSet };
  }
}
