/** Names of scopes and small numbers for them; grows, never forgets, one per service. */
export interface ScopeTable {
  intern(name: string): number;
  /** -1 for a name that was never interned. */
  find(name: string): number;
  nameOf(index: number): string;
  readonly size: number;
}

export function makeScopeTable(): ScopeTable {
  const names: string[] = [];
  const indexes = new Map<string, number>();
  return {
    intern(name) {
      let index = indexes.get(name);
      if (index === undefined) {
        index = names.length;
        names.push(name);
        indexes.set(name, index);
      }
      return index;
    },
    find: (name) => indexes.get(name) ?? -1,
    nameOf: (index) => names[index] ?? '',
    get size() {
      return names.length;
    },
  };
}
