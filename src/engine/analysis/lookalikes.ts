import { patternMatches } from './common-text.js';
import type { Pattern } from './common-text.js';
import { decodeCanonical, foldPieces, foldText } from '../path/fold.js';
import type { GraphNode } from './overlap-graph.js';

interface Folds {
  readonly literals: ReadonlyMap<string, readonly { readonly text: string; readonly to: number }[]>;
  readonly patterns: readonly { readonly pattern: Pattern; readonly folded: Pattern; readonly to: number }[];
}

/** Finds what a segment looks like and is not: beside a parameter, routing may refuse a request for its sake. */
export class Lookalikes {
  private readonly known = new Map<number, Folds>();

  /** Numbers of the nodes after this one that the segment seems to lead to, and does not. */
  of(text: string, node: GraphNode): readonly number[] {
    // Without a parameter nothing decides what only looks like a text.
    if (node.edges.length === 0) return [];
    const folds = this.foldsAt(node);
    const fold = foldOf(text);
    const literals = folds.literals.get(fold) ?? [];
    const patterns = folds.patterns.filter(
      ({ pattern, folded }) => patternMatches(fold, folded) && !patternMatches(text, pattern),
    );
    return [...literals.filter((literal) => literal.text !== text), ...patterns].map(({ to }) => to);
  }

  private foldsAt(node: GraphNode): Folds {
    let folds = this.known.get(node.id);
    if (folds === undefined) {
      folds = foldsOf(node);
      this.known.set(node.id, folds);
    }
    return folds;
  }
}

function foldsOf({ literals: nodes, edges }: GraphNode): Folds {
  const literals = new Map<string, { readonly text: string; readonly to: number }[]>();
  for (const [text, { id }] of nodes) {
    const fold = foldOf(text);
    const twins = literals.get(fold);
    if (twins === undefined) literals.set(fold, [{ text, to: id }]);
    else twins.push({ text, to: id });
  }
  return { literals, patterns: edges.map(({ pattern, to }) => ({ pattern, folded: foldPieces(pattern), to: to.id })) };
}

function foldOf(canonical: string): string {
  return foldText(decodeCanonical(canonical));
}
