/** Text with parameters in between, each at least one character long; one piece alone is a literal. */
export type Pattern = readonly string[];

/** A parameter and nothing else. */
export const ANY: Pattern = ['', ''];

/**
 * A text that both patterns match; null when there is none. Where both are free, `filler` (not empty) stands.
 * The work is bounded by the product of the lengths.
 */
export function commonText(one: Pattern, other: Pattern, filler: string): string | null {
  if (one.length === 1 && other.length === 1) return one[0] === other[0] ? one[0]! : null;
  if (isAny(one)) return fill(other, filler);
  if (isAny(other)) return fill(one, filler);
  return new Meeting(elementsOf(one), elementsOf(other), filler).from(0, 0);
}

function isAny(pattern: Pattern): boolean {
  return pattern.length === 2 && pattern[0] === '' && pattern[1] === '';
}

function fill(pattern: Pattern, filler: string): string | null {
  const text = pattern.join(filler);
  return text === '' ? null : text;
}

/** A character of text; or, for a parameter, one character (`ONE`) and then any number of them (`MORE`). */
type Element = string | typeof ONE | typeof MORE;
const ONE = 1;
const MORE = 2;

function elementsOf(pattern: Pattern): readonly Element[] {
  return pattern.flatMap((piece, index): Element[] => [
    ...(index === 0 ? [] : ([ONE, MORE] as const)),
    ...Array.from(piece),
  ]);
}

class Meeting {
  private readonly one: readonly Element[];
  private readonly other: readonly Element[];
  private readonly filler: string;
  /** Pairs of places that lead nowhere. */
  private readonly dead = new Set<number>();

  constructor(one: readonly Element[], other: readonly Element[], filler: string) {
    this.one = one;
    this.other = other;
    this.filler = filler;
  }

  /** The rest of a common text when this much of both is used up. */
  from(i: number, j: number): string | null {
    const place = i * (this.other.length + 1) + j;
    if (this.dead.has(place)) return null;
    this.dead.add(place);
    const x = this.one[i];
    const y = this.other[j];
    if (x === undefined && y === undefined) return '';
    return (x === MORE ? this.from(i + 1, j) : null) ?? (y === MORE ? this.from(i, j + 1) : null) ?? this.step(i, j);
  }

  private step(i: number, j: number): string | null {
    const x = this.one[i];
    const y = this.other[j];
    if (x === undefined || y === undefined) return null;
    if (typeof x === 'string' && typeof y === 'string' && x !== y) return null;
    const text = typeof x === 'string' ? x : typeof y === 'string' ? y : this.filler;
    const rest = this.from(x === MORE ? i : i + 1, y === MORE ? j : j + 1);
    return rest === null ? null : text + rest;
  }
}
