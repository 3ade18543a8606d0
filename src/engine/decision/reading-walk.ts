import type { PathReader } from '../path/canonical.js';
import type { CompiledApi } from './compile.js';
import { GET, HEAD } from './methods.js';
import { FOUND_SIZE, ReadingLiterals } from '../trie/reading-literals.js';
import * as readings from '../trie/segment-readings.js';
import { SegmentReadings } from '../trie/segment-readings.js';
import { CERTAIN, NOWHERE, POSSIBLE, ReadingRows } from '../trie/reading-rows.js';
import * as layout from '../trie/trie.js';
import { endpointOf, kindOf } from '../trie/trie-access.js';
import type { Trie } from '../trie/trie.js';
import type { Walk } from '../trie/walk.js';

const { WHOLE_PATTERN, DIFFERS, PATTERN_HEAD: HEAD_PART, MATCHES, PATTERN_TAIL, UNCUT } = readings;
const { END, FIRST, MIXED, MULTI_MIXED, NO_ENDPOINT, NODE_SIZE, PARAMETER, ROOT, SPECIAL, TEXT } = layout;
const BOTH = MATCHES | DIFFERS;

/**
 * Whether what servers may make of a path, once they have decoded it, can lead to another endpoint. For each place where some server
 * would end the path, all readings are looked up in one search, in the order of precedence: a node carries the places of the path
 * at which it stands in some reading, and those at which it stands in each. It is left as soon as each reading has found the endpoint
 * below it. A segment is read apart from the others, so that a few combinations count that no one server makes. What is blank may be
 * dropped.
 */
export class ReadingWalk {
  readonly segments: SegmentReadings;
  private readonly walk: Walk;
  private readonly path: PathReader;
  private readonly rows: ReadingRows;
  private trie: Trie;
  private methods: Uint8Array = new Uint8Array();
  private found: number = NO_ENDPOINT;
  private method = 0;
  private isElsewhere = false;
  /** Segments of the path where it is taken to end. */
  private segmentCount = 0;
  /** Whether an endpoint of every method was met while those of HEAD alone count. */
  private isAnyMet = false;
  private readonly literals: ReadingLiterals;

  constructor(walk: Walk) {
    this.walk = walk;
    this.path = walk.path;
    this.trie = walk.trie;
    this.segments = new SegmentReadings(walk.path, walk.trie);
    this.literals = new ReadingLiterals(walk, this.segments);
    this.rows = new ReadingRows(walk.path.limits.maxSegments + 2);
  }

  /** Whether the path that the walk holds, which reached `found`, can be led elsewhere; so it is, too, when that is too much work. */
  leadsElsewhere(api: CompiledApi, method: number, found: number, workLeft: number): boolean {
    this.segments.workLeft = workLeft;
    const template = found === NO_ENDPOINT ? '' : api.endpoints.templates[found]!;
    // A template without parameters is the path as it stands.
    if (!template.includes('{') || !this.segments.begin(api.trie, template)) return false;
    this.trie = api.trie;
    this.walk.trie = api.trie;
    this.methods = api.endpoints.methods;
    this.found = found;
    this.isElsewhere = false;
    if (this.leastWork() > workLeft) return true;
    this.searchUpTo(method, this.path.segmentCount, UNCUT);
    const { delimiters } = this.path;
    const { segments } = this;
    for (let cut = segments.nextDelimiter(0); cut < delimiters.count; cut = segments.nextDelimiter(cut + 1)) {
      const segment = delimiters.segments[cut]!;
      // Cut in its last segment the path ends there: that is among the readings of all of it.
      if (segment + 1 === this.path.segmentCount) break;
      if (segments.isBlank(segment, cut)) this.searchUpTo(method, segment, UNCUT);
      this.searchUpTo(method, segment + 1, cut);
    }
    return this.isElsewhere;
  }

  /** A step for each segment of each search: what is too much is not begun. */
  private leastWork(): number {
    const { delimiters, segmentCount } = this.path;
    let work = 0;
    for (let at = 0; at < delimiters.count && delimiters.segments[at]! + 1 < segmentCount; at++) {
      work += delimiters.segments[at]! + 1;
    }
    return work;
  }

  /** Looks the path up as if so many segments were all of it, the last one up to a delimiter. */
  private searchUpTo(method: number, segmentCount: number, cut: number): void {
    if (this.isElsewhere) return;
    this.segments.endBefore(cut);
    this.segmentCount = segmentCount;
    this.isAnyMet = false;
    const canMiss = this.search(method);
    if (method === HEAD && (canMiss || this.hasMetAny())) this.search(GET);
  }

  private hasMetAny(): boolean {
    return this.isAnyMet;
  }

  private isDone(): boolean {
    return this.isElsewhere;
  }

  private search(method: number): boolean {
    this.method = method;
    this.rows.clear();
    this.literals.found.length = 0;
    const row = this.rows.push();
    this.rows.put(row, 0, CERTAIN);
    return this.from(ROOT, row);
  }

  /** Goes on below a node that stands at the places of a row; whether there can be a reading that finds nothing there. */
  private from(node: number, row: number): boolean {
    const { rows, segments, trie, segmentCount } = this;
    segments.workLeft -= 1 + ((this.rows.lasts[row]! - this.rows.firsts[row]!) >> 1);
    if (segments.workLeft < 0) this.isElsewhere = true;
    if (this.isElsewhere) return true;
    this.dropBlanks(row);
    if (!this.throughLiterals(node, row)) return false;
    const end = trie.nodes[node + END]!;
    for (let child = trie.nodes[node + SPECIAL]!; child < end && !this.isDone(); child += NODE_SIZE) {
      const below = this.rows.push();
      const canMiss = this.advance(child, row, below) ? this.from(child, below) : true;
      this.rows.pop();
      if (!canMiss) return false;
    }
    const standing = rows.places[row + segmentCount]!;
    return standing === NOWHERE || !this.arrives(node) || standing === POSSIBLE;
  }

  /** Whether a template that counts ends at a node. */
  private arrives(node: number): boolean {
    const endpoint = endpointOf(this.trie, node, this.method);
    if (endpoint === NO_ENDPOINT) return false;
    if (this.method === HEAD && this.methods[endpoint] !== HEAD) this.isAnyMet = true;
    else if (endpoint !== this.found) this.isElsewhere = true;
    return true;
  }

  /** Blank segments may be dropped; the end of a path with a slash at its end is none. */
  private dropBlanks(row: number): void {
    const { rows, path, segments } = this;
    for (let place = this.rows.firsts[row]!; place <= this.lastOf(row); place++) {
      if (rows.places[row + place] === NOWHERE || path.starts[place] === path.ends[place]) continue;
      if ((segments.compareWithAnything(place) & DIFFERS) !== 0) this.stand(row, place, POSSIBLE, MATCHES);
    }
  }

  /** Puts a node behind a segment that compares as the bits say; whether it stands there in any reading. */
  private stand(row: number, segment: number, before: number, bits: number): boolean {
    if ((bits & MATCHES) === 0) return false;
    this.rows.put(row, segment + 1, bits === MATCHES ? before : POSSIBLE);
    return true;
  }

  /** The last segment before which a node of a row stands. */
  private lastOf(row: number): number {
    return Math.min(this.rows.lasts[row]!, this.segmentCount - 1);
  }

  /** Fills `below` with the places behind a child that is no literal; whether there is one. */
  private advance(child: number, row: number, below: number): boolean {
    const { rows, segments, path } = this;
    const kind = kindOf(this.trie, child);
    if (kind === MULTI_MIXED) return this.spreadPattern(child, row, below);
    if (kind !== MIXED && kind !== PARAMETER) return this.spread(row, below);
    const pattern = this.trie.nodes[child + TEXT]!;
    let isReached = false;
    for (let place = this.rows.firsts[row]!; place <= this.lastOf(row); place++) {
      const before = rows.places[row + place]!;
      if (before === NOWHERE || path.starts[place] === path.ends[place]) continue;
      const bits =
        kind === MIXED
          ? segments.compareWithPattern(place, pattern, WHOLE_PATTERN)
          : segments.compareWithAnything(place);
      if (this.stand(below, place, before, bits)) isReached = true;
    }
    return isReached;
  }

  /** A parameter that takes several segments. */
  private spread(row: number, below: number): boolean {
    const { rows, segments } = this;
    let isReached = false;
    let before = NOWHERE;
    for (let place = this.rows.firsts[row]!; place < this.segmentCount; place++) {
      before = Math.max(before, rows.places[row + place]!);
      if (before === NOWHERE) continue;
      const bits = segments.compareWithAnything(place);
      if ((bits & MATCHES) === 0) break;
      if (this.stand(below, place, before, bits)) isReached = true;
      // A blank segment that follows others is taken or dropped: what stands before it stands behind it.
      if (bits === BOTH && rows.places[below + place] === CERTAIN) this.rows.put(below, place + 1, CERTAIN);
      else if (bits !== MATCHES) before = POSSIBLE;
    }
    return isReached;
  }

  /** The same with text around it: its beginning stands in the first of the segments, its end in the last. */
  private spreadPattern(child: number, row: number, below: number): boolean {
    const { rows, segments } = this;
    const pattern = this.trie.nodes[child + TEXT]!;
    let isReached = false;
    let begun = NOWHERE;
    for (let place = this.rows.firsts[row]!; place < this.segmentCount; place++) {
      const before = rows.places[row + place]!;
      if (before === NOWHERE && begun === NOWHERE) continue;
      const something = segments.compareWithAnything(place);
      if ((something & MATCHES) === 0) break;
      if (begun !== NOWHERE) {
        const bits = segments.compareWithPattern(place, pattern, PATTERN_TAIL);
        if (this.stand(below, place, begun, bits)) isReached = true;
        if (something !== MATCHES) begun = POSSIBLE;
      }
      if (before === NOWHERE) continue;
      if (this.stand(below, place, before, segments.compareWithPattern(place, pattern, WHOLE_PATTERN)))
        isReached = true;
      const head = segments.compareWithPattern(place, pattern, HEAD_PART);
      if ((head & MATCHES) !== 0) begun = Math.max(begun, head === MATCHES ? before : POSSIBLE);
    }
    return isReached;
  }

  /** Goes through the literal children that a segment is, or may be; false when each reading has found the endpoint there. */
  private throughLiterals(node: number, row: number): boolean {
    const { trie, rows, literals } = this;
    if (trie.nodes[node + FIRST] === trie.nodes[node + SPECIAL]) return true;
    const { found } = literals;
    const first = found.length;
    for (let place = this.rows.firsts[row]!; place <= this.lastOf(row); place++) {
      if (rows.places[row + place] !== NOWHERE) literals.find(node, place, rows.places[row + place]!);
    }
    let canMiss = true;
    for (let child = literals.next(first); child > 0 && canMiss; child = literals.next(first)) {
      const below = this.rows.push();
      for (let at = first; at < found.length; at += FOUND_SIZE) {
        if (found[at] !== child) continue;
        found[at] = 0;
        this.stand(below, found[at + 1]!, found[at + 3]!, found[at + 2]!);
      }
      canMiss = this.from(child, below);
      this.rows.pop();
    }
    found.length = first;
    return canMiss;
  }
}
