/** How a node stands before a segment: not at all, in some readings of the path, in each. */
export const NOWHERE = 0;
export const POSSIBLE = 1;
export const CERTAIN = 2;

/** How nodes stand before the segments of a path: a row of places for each node of a way through the trie. */
export class ReadingRows {
  /** By row and place. A row is named by where it begins. */
  readonly places: Uint8Array;
  /** At the beginning of each row: its first and last place where the node stands. */
  readonly firsts: Int16Array;
  readonly lasts: Int16Array;
  private readonly width: number;
  private top = 0;

  constructor(width: number) {
    this.width = width;
    this.places = new Uint8Array(width * width * 2);
    this.firsts = new Int16Array(this.places.length);
    this.lasts = new Int16Array(this.places.length);
  }

  clear(): void {
    this.top = 0;
  }

  /** A new row, with nothing in it. */
  push(): number {
    const row = this.top++ * this.width;
    this.places.fill(NOWHERE, row, row + this.width);
    this.firsts[row] = this.width;
    this.lasts[row] = -1;
    return row;
  }

  pop(): void {
    this.top--;
  }

  put(row: number, place: number, standing: number): void {
    const { places, firsts, lasts } = this;
    if (standing > places[row + place]!) places[row + place] = standing;
    if (place < firsts[row]!) firsts[row] = place;
    if (place > lasts[row]!) lasts[row] = place;
  }
}
