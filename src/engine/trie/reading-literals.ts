import * as readings from './segment-readings.js';
import type { SegmentReadings } from './segment-readings.js';
import { childKey, isLiteralOf, precedes } from './trie-access.js';
import type { Walk } from './walk.js';

const { DIFFERS, MATCHES, UNCUT } = readings;
const BOTH = MATCHES | DIFFERS;

/** Numbers of a literal that a segment may be: the node, the segment, how they compare (`SegmentReadings`), how the parent stands. */
export const FOUND_SIZE = 4;

/** The literal children that readings of segments are, or look like. */
export class ReadingLiterals {
  /** Those that are still to be gone through, `FOUND_SIZE` numbers each. */
  readonly found: number[] = [];
  private readonly walk: Walk;
  private readonly segments: SegmentReadings;

  constructor(walk: Walk, segments: SegmentReadings) {
    this.walk = walk;
    this.segments = segments;
  }

  /** The first by text of the literals that were found from `first` on; 0 for none. */
  next(first: number): number {
    const { found } = this;
    let best = 0;
    for (let at = first; at < found.length; at += FOUND_SIZE) {
      const child = found[at]!;
      if (child !== 0 && (best === 0 || precedes(this.walk.trie, child, best))) best = child;
    }
    return best;
  }

  /** Finds the literal children that some reading of a segment is, or has the fold of. */
  find(node: number, segment: number, before: number): void {
    const { segments, walk, found } = this;
    const { hashes, delimiters } = walk.path;
    const first = found.length;
    if (segments.firstCut(segment) === UNCUT) {
      const isFixed = segments.isFixed(segment);
      for (let at = this.nextOf(node, hashes[segment]!, -1); at >= 0; at = this.nextOf(node, hashes[segment]!, at)) {
        const child = this.walk.trie.slots[2 * at + 1]!;
        const isExact = walk.equalsLiteral(child, segment);
        if (isExact && isFixed) {
          // No reading is another literal, which only looks like it.
          found.length = first;
          found.push(child, segment, MATCHES, before);
          return;
        }
        if (isExact || walk.isConfusable(child, segment)) found.push(child, segment, BOTH, before);
      }
    } else this.findCutLiterals(node, segment, segments.firstCut(segment), before);
    for (let cut = segments.nextCut(segment, segments.firstCut(segment)); cut < delimiters.count;) {
      this.findCutLiterals(node, segment, cut, before);
      cut = segments.nextCut(segment, cut);
    }
  }

  private findCutLiterals(node: number, segment: number, cut: number, before: number): void {
    const { delimiters, folds } = this.walk.path;
    const hash = delimiters.hashes[cut]!;
    const end = delimiters.foldEnds[cut]!;
    // Where nothing but blanks is before the cut, the fold of what follows begins later.
    const start = Math.min(folds.starts[segment]!, end);
    for (let at = this.nextOf(node, hash, -1); at >= 0; at = this.nextOf(node, hash, at)) {
      const child = this.walk.trie.slots[2 * at + 1]!;
      if (this.walk.isFoldOf(child, start, end)) this.found.push(child, segment, BOTH, before);
    }
  }

  /** The next slot with a literal child of a node that has a hash; from the first one for -1, and -1 for none. */
  private nextOf(node: number, hash: number, last: number): number {
    const { nodes, slots } = this.walk.trie;
    const mask = (slots.length >> 1) - 1;
    const key = childKey(node, hash);
    this.segments.workLeft--;
    for (let slot = last < 0 ? key & mask : (last + 1) & mask; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      if (slots[2 * slot] === key && isLiteralOf(nodes, slots[2 * slot + 1]!, node)) return slot;
    }
    return -1;
  }
}
