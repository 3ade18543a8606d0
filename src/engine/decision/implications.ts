/** Which scopes stand in for others, transitively. */
export interface Implications {
  /** These scopes and every scope that implies one of them. */
  closureOf(scopes: Iterable<string>): Set<string>;
  /** A cycle, first scope repeated at its end; null when there is none. */
  readonly cycle: readonly string[] | null;
}

export function makeImplications(pairs: readonly (readonly [implying: string, implied: string])[]): Implications {
  const implying = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const known = implying.get(to);
    if (known === undefined) implying.set(to, [from]);
    else known.push(from);
  }
  return {
    closureOf(scopes) {
      const all = new Set(scopes);
      // A set that grows while it is read hands out what was added, too.
      for (const scope of all) for (const from of implying.get(scope) ?? []) all.add(from);
      return all;
    },
    cycle: findCycle(implying),
  };
}

/** Depth first, without recursion: chains may be long. */
function findCycle(implying: ReadonlyMap<string, readonly string[]>): string[] | null {
  const done = new Set<string>();
  for (const start of implying.keys()) {
    const trail: { scope: string; next: number }[] = [{ scope: start, next: 0 }];
    const onTrail = new Set([start]);
    while (trail.length > 0) {
      const top = trail[trail.length - 1]!;
      const child = done.has(top.scope) ? undefined : implying.get(top.scope)?.[top.next++];
      if (child === undefined) {
        done.add(top.scope);
        onTrail.delete(top.scope);
        trail.pop();
      } else if (onTrail.has(child)) {
        const names = trail.map(({ scope }) => scope);
        // The trail runs from implied to implying; people read it the other way round.
        return [child, ...names.slice(names.indexOf(child)).reverse()];
      } else {
        trail.push({ scope: child, next: 0 });
        onTrail.add(child);
      }
    }
  }
  return null;
}
