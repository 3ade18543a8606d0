import type { PathReader } from '../path/canonical.js';
import * as glob from './glob.js';
import { globHeadMatches, globMatches, globTailMatches } from './glob.js';
import type { Stretch } from './glob.js';
import { TrimmedEnds } from './trimmed-ends.js';
import type { Trie } from './trie.js';

// Constants of this file, as in trie-access.ts: requests pass here.
const { CANONICAL_FORM, UNTRIMMED_FOLD } = glob;

/** How the readings of a segment compare with something, as bits: some reading is it; some is not. */
export const MATCHES = 1;
export const DIFFERS = 2;
const BOTH = MATCHES | DIFFERS;

/** What part of a pattern is compared. */
export const WHOLE_PATTERN = 0;
export const PATTERN_HEAD = 1;
export const PATTERN_TAIL = 2;

/** Stands for no delimiter. */
export const UNCUT = -1;

/**
 * What servers may make of each segment of a path once they have decoded it: cut before any of its delimiters, as it stands or folded,
 * with any of the characters that servers trim gone from either end. A server trims some kinds of them, so that what is left begins, or
 * ends, where a row of equal ones does. What the template that the path reached spells itself is neither cut nor trimmed: whoever
 * wrote it meant just that.
 */
export class SegmentReadings {
  /** What is left of the work that looking at readings may take; below zero nothing that is said of them counts. */
  workLeft = 0;
  trie: Trie;
  /** The segment that the path is taken to end in, and the delimiter before which it ends. */
  private lastSegment = 0;
  private lastCut = UNCUT;
  private readonly path: PathReader;
  private readonly stretch: Stretch;
  /** What `compareWithAnything` answers, by segment; 0 where it was not asked yet. */
  private readonly anything: Uint8Array;
  private spelt = '';
  private readonly ends: TrimmedEnds;

  constructor(path: PathReader, trie: Trie) {
    this.path = path;
    this.ends = new TrimmedEnds();
    this.anything = new Uint8Array(path.starts.length);
    this.trie = trie;
    this.stretch = { bytes: path.bytes, start: 0, end: 0, form: CANONICAL_FORM, first: 0, last: 0 };
  }

  /** Begins with a path that reached a template; whether it can be read otherwise than as it stands. */
  begin(trie: Trie, template: string): boolean {
    const { delimiters, folds } = this.path;
    if (delimiters.count === 0 && !folds.hasTrimmed) return false;
    this.trie = trie;
    this.anything.fill(0, 0, this.path.segmentCount);
    const spelt = template.includes('%') ? decodeURIComponent(template) : template;
    this.spelt = spelt;
    this.ends.begin(spelt);
    return true;
  }

  /** Takes the path to end before a delimiter, or where it does for `UNCUT`. */
  endBefore(cut: number): void {
    this.lastSegment = cut === UNCUT ? -1 : this.path.delimiters.segments[cut]!;
    this.lastCut = cut;
  }

  /** The first delimiter from `at` on that the template does not spell. */
  nextDelimiter(at: number): number {
    const { delimiters } = this.path;
    let next = at;
    while (next < delimiters.count && this.spells(delimiters.codePoints[next]!)) next++;
    return next;
  }

  /** The first reading of a segment: whole, or before the delimiter that ends the path. `nextCut` has those that follow. */
  firstCut(segment: number): number {
    return segment === this.lastSegment ? this.lastCut : UNCUT;
  }

  /** The delimiter before which servers cut a segment after another reading of it; the number of all delimiters for none. */
  nextCut(segment: number, last: number): number {
    const { delimiters } = this.path;
    const { count } = delimiters;
    if (count === 0 || segment === this.lastSegment) return count;
    const next = this.nextDelimiter(last === UNCUT ? delimiters.firstIn(segment, 0) : last + 1);
    return delimiters.isIn(segment, next) ? next : count;
  }

  /** Whether every server reads a segment alike, but for its fold. */
  isFixed(segment: number): boolean {
    if (segment === this.lastSegment || this.nextCut(segment, UNCUT) < this.path.delimiters.count) return false;
    return this.isUntrimmed(segment, CANONICAL_FORM) && this.isUntrimmed(segment, UNTRIMMED_FOLD);
  }

  /** Whether something is left of a segment. */
  compareWithAnything(segment: number): number {
    if (segment === this.lastSegment) return this.computeAnything(segment);
    if (this.anything[segment] === 0) this.anything[segment] = this.computeAnything(segment);
    return this.anything[segment]!;
  }

  private computeAnything(segment: number): number {
    const { delimiters } = this.path;
    let bits = 0;
    let cut = this.firstCut(segment);
    do {
      this.workLeft--;
      if (this.isBlank(segment, cut)) bits |= DIFFERS;
      if (!this.isEmpty(segment, cut)) bits |= MATCHES;
      cut = this.nextCut(segment, cut);
    } while (cut < delimiters.count);
    return bits;
  }

  compareWithPattern(segment: number, pattern: number, part: number): number {
    const { delimiters, folds } = this.path;
    folds.ensure(segment);
    let bits = 0;
    let cut = this.firstCut(segment);
    do {
      bits |= this.compareCut(segment, cut, pattern, part);
      cut = this.nextCut(segment, cut);
    } while (cut < delimiters.count && bits !== BOTH);
    return bits;
  }

  /** Whether nothing but what servers trim is before a cut. */
  isBlank(segment: number, cut: number): boolean {
    const { starts, ends, delimiters, folds } = this.path;
    if (cut !== UNCUT) return delimiters.foldEnds[cut]! <= folds.starts[segment]!;
    if (starts[segment] === ends[segment]) return true;
    return folds.starts[segment]! >= 0 && folds.starts[segment] === folds.ends[segment];
  }

  private isEmpty(segment: number, cut: number): boolean {
    const { starts, ends, delimiters } = this.path;
    if (cut === UNCUT) return starts[segment] === ends[segment];
    return !delimiters.isInside(cut) && delimiters.places[cut] === starts[segment];
  }

  private spells(codePoint: number): boolean {
    return this.spelt.includes(String.fromCodePoint(codePoint));
  }

  private compareCut(segment: number, cut: number, pattern: number, part: number): number {
    const isInside = cut !== UNCUT && this.path.delimiters.isInside(cut);
    const bits = isInside ? 0 : this.compareForm(segment, cut, pattern, part);
    if (bits === BOTH) return bits;
    this.stretch.form = UNTRIMMED_FOLD;
    const folded = this.compareForm(segment, cut, pattern, part);
    this.stretch.form = CANONICAL_FORM;
    return bits | folded;
  }

  /** Compares a segment, or what stands before a delimiter, in the form that `stretch` is in, however it is trimmed. */
  private compareForm(segment: number, cut: number, pattern: number, part: number): number {
    const { stretch, path } = this;
    const { form } = stretch;
    const isFolded = form === UNTRIMMED_FOLD;
    stretch.bytes = isFolded ? path.folds.bytes : path.bytes;
    const end = this.endOf(segment, cut, form);
    let bits = 0;
    for (let from = isFolded ? path.folds.wholeStarts[segment]! : path.starts[segment]!; ;) {
      for (let to = end; ;) {
        stretch.start = from;
        stretch.end = to;
        bits |= this.matches(pattern, part) ? MATCHES : DIFFERS;
        if (bits === BOTH || this.workLeft < 0) return bits;
        const before = this.ends.behind(stretch, from, to);
        if (before === to) break;
        to = before;
      }
      const next = this.ends.before(stretch, from, end);
      if (next === from) return bits;
      from = next;
    }
  }

  private endOf(segment: number, cut: number, form: number): number {
    const { path } = this;
    if (form === UNTRIMMED_FOLD)
      return cut === UNCUT ? path.folds.wholeEnds[segment]! : path.delimiters.wholeFoldEnds[cut]!;
    return cut === UNCUT ? path.ends[segment]! : path.delimiters.places[cut]!;
  }

  private matches(pattern: number, part: number): boolean {
    const { stretch, trie } = this;
    this.workLeft -= 1 + ((stretch.end - stretch.start) >> 4);
    if (stretch.start >= stretch.end) return false;
    if (part === WHOLE_PATTERN) return globMatches(trie, pattern, stretch);
    return part === PATTERN_HEAD ? globHeadMatches(trie, pattern, stretch) : globTailMatches(trie, pattern, stretch);
  }

  private isUntrimmed(segment: number, form: number): boolean {
    const { path, stretch, ends } = this;
    const isFolded = form === UNTRIMMED_FOLD;
    if (isFolded) path.folds.ensure(segment);
    const start = isFolded ? path.folds.wholeStarts[segment]! : path.starts[segment]!;
    const end = this.endOf(segment, UNCUT, form);
    stretch.form = form;
    stretch.bytes = isFolded ? path.folds.bytes : path.bytes;
    const isUntrimmed = ends.before(stretch, start, end) === start && ends.behind(stretch, start, end) === end;
    stretch.form = CANONICAL_FORM;
    return isUntrimmed;
  }
}
