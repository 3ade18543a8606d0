/**
 * Whether one path can match both templates. Written for tests and on its own, without the engine: the templates as
 * two patterns of characters, a parameter as one character or more (never `/`, unless it is of several segments).
 */
export function templatesOverlap(one: string, other: string): boolean {
  const a = parse(one);
  const b = parse(other);
  // seen: pairs of places that were tried and led nowhere, so that the work is bounded by the product of the lengths.
  const seen = new Set<number>();
  const meet = (i: number, j: number): boolean => {
    const place = i * (b.length + 1) + j;
    if (seen.has(place)) return false;
    seen.add(place);
    const x = a[i];
    const y = b[j];
    if (x === undefined && y === undefined) return true;
    if (x !== undefined && x.kind === 'more' && meet(i + 1, j)) return true;
    if (y !== undefined && y.kind === 'more' && meet(i, j + 1)) return true;
    if (x === undefined || y === undefined || !shareCharacter(x, y)) return false;
    // `more` stays where it is after a character; everything else is used up by it.
    return meet(x.kind === 'more' ? i : i + 1, y.kind === 'more' ? j : j + 1);
  };
  return meet(0, 0);
}

/** `text`: this character. `one`: exactly one of the class. `more`: none or more of the class. */
interface Element {
  readonly kind: 'text' | 'one' | 'more';
  readonly text: string;
  readonly slash: boolean;
}

function parse(template: string): Element[] {
  const pieces = template.match(/\{\+?[^}]*\}|[^{]/gu) ?? [];
  return pieces.flatMap((piece): Element[] => {
    if (!piece.startsWith('{')) return [{ kind: 'text', text: piece, slash: piece === '/' }];
    const slash = piece.startsWith('{+');
    return [
      { kind: 'one', text: '', slash },
      { kind: 'more', text: '', slash },
    ];
  });
}

function shareCharacter(x: Element, y: Element): boolean {
  if (x.kind === 'text' && y.kind === 'text') return x.text === y.text;
  if (x.kind === 'text') return y.slash || x.text !== '/';
  if (y.kind === 'text') return x.slash || y.text !== '/';
  return true;
}
