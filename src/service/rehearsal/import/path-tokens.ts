/** A piece of a path in the order in which it stands there, and how `translatePath` reads it. */
export type Token =
  /** One character. */
  | { readonly kind: 'text'; readonly written: string }
  /** Any text without a slash. */
  | { readonly kind: 'one'; readonly written: string }
  /** Any text. */
  | { readonly kind: 'many'; readonly written: string }
  /** Some texts without a slash. */
  | { readonly kind: 'some'; readonly pattern: string; readonly written: string };

export function textTokens(text: string): readonly Token[] {
  return Array.from(text, (character) => ({ kind: 'text', written: character }));
}

/**
 * The narrower path, where every path that it takes is one that these tokens take; null where it is not. A parameter that
 * stands where the tokens name a pattern gets that pattern.
 */
export function fitsWithin(narrower: string, tokens: readonly Token[]): string | null {
  const inner = parametersApart(narrower);
  return inner === null ? null : new Fitting(inner, tokens).from(0, 0);
}

/** Null for a parameter that is more than a name. */
function parametersApart(path: string): readonly Token[] | null {
  const tokens: Token[] = [];
  for (const part of path.split(/(\{[^{}]*\})/)) {
    if (/^\{\w+\}$/.test(part)) tokens.push({ kind: 'one', written: part });
    else if (/^\{\+\w+\}$/.test(part)) tokens.push({ kind: 'many', written: part });
    else if (/[{}]/.test(part)) return null;
    else tokens.push(...textTokens(part));
  }
  return tokens;
}

class Fitting {
  private readonly inner: readonly Token[];
  private readonly outer: readonly Token[];
  /** Pairs of places from which nothing fits, so that each is tried once. */
  private readonly failed = new Set<number>();

  constructor(inner: readonly Token[], outer: readonly Token[]) {
    this.inner = inner;
    this.outer = outer;
  }

  /** The rest of the inner path from one place, within the rest of the outer one from another. */
  from(at: number, outerAt: number): string | null {
    const [token, wanted] = [this.inner[at], this.outer[outerAt]];
    if (token === undefined || wanted === undefined) return token === wanted ? '' : null;
    const pair = at * (this.outer.length + 1) + outerAt;
    if (this.failed.has(pair)) return null;
    const found = this.step(token, wanted, [at, outerAt]);
    if (found === null) this.failed.add(pair);
    return found;
  }

  private step(token: Token, wanted: Token, [at, outerAt]: readonly [number, number]): string | null {
    if (!takes(wanted, token)) return null;
    const mine = wanted.kind === 'some' ? token.written.replace('}', `:${wanted.pattern}}`) : token.written;
    const stays = wanted.kind === 'one' || wanted.kind === 'many';
    const rest = this.from(at + 1, outerAt + 1) ?? (stays ? this.from(at + 1, outerAt) : null);
    return rest === null ? null : mine + rest;
  }
}

/** Whether every text of the inner token is one that the outer token takes, or takes as a part of it. */
function takes(outer: Token, inner: Token): boolean {
  if (outer.kind === 'many') return true;
  if (outer.kind === 'one') return inner.kind === 'one' || (inner.kind === 'text' && inner.written !== '/');
  if (outer.kind === 'some') return inner.kind === 'one';
  return inner.kind === 'text' && inner.written === outer.written;
}
