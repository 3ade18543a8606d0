/** Whole numbers of 32 bits that grow in number. */
export class IntList {
  length = 0;
  private values = new Int32Array(1024);

  /** Answers with the place of the first of `count` new numbers, all 0. */
  grow(count: number): number {
    const at = this.length;
    this.length += count;
    if (this.length > this.values.length) {
      const larger = new Int32Array(2 * this.length);
      larger.set(this.values.subarray(0, at));
      this.values = larger;
    }
    return at;
  }

  push(value: number): void {
    this.set(this.grow(1), value);
  }

  get(at: number): number {
    return this.values[at]!;
  }

  set(at: number, value: number): void {
    this.values[at] = value;
  }

  toArray(): Int32Array {
    return this.values.slice(0, this.length);
  }
}
