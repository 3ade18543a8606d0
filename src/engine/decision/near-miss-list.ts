import type { CompiledApi } from './compile.js';

/** An endpoint that a request nearly reached. */
export interface NearMiss {
  readonly method: string;
  readonly template: string;
  /** What kept the request from it. */
  readonly difference: string;
}

/** What keeps a request from an endpoint, nearest first; 0 stands for nothing so far. */
export const METHOD_DIFFERS = 1;
export const CONFUSABLE = 2;
export const TRAILING_SLASH = 3;
export const LENGTH_DIFFERS = 4;
export const SEGMENT_DIFFERS = 5;
export const COMES_LATER = 6;

/** In place of the segment of a path: the template goes on where the path has ended. */
export const AFTER_PATH = -1;

const MAX_NEAR_MISSES = 10;

/** Fields of an entry: the rank, the endpoint, the segment of the path and that of the template that differ. */
const RANK = 0;
const ENDPOINT = 1;
const SEGMENT = 2;
const DEPTH = 3;
const ENTRY_SIZE = 4;
const LAST_ENTRY = (MAX_NEAR_MISSES - 1) * ENTRY_SIZE;

/** The nearest endpoints of a search as numbers, best first; texts are made of those alone that are answered with. */
export class NearMissList {
  private readonly entries = new Int32Array((MAX_NEAR_MISSES + 1) * ENTRY_SIZE);
  private count = 0;

  clear(): void {
    this.count = 0;
  }

  /** Whether every place is taken by what is as near as this rank, or nearer. */
  isFullOf(rank: number): boolean {
    return this.count === MAX_NEAR_MISSES && this.entries[LAST_ENTRY + RANK]! <= rank;
  }

  /** An endpoint that is there already stays with what is nearer; what comes after the last place is forgotten. */
  add(rank: number, endpoint: number, segment: number, depth: number): void {
    const { entries } = this;
    if (this.count === MAX_NEAR_MISSES && !this.comesBefore(rank, endpoint, LAST_ENTRY)) return;
    for (let known = 0; known < this.count; known++) {
      if (entries[known * ENTRY_SIZE + ENDPOINT] !== endpoint) continue;
      if (entries[known * ENTRY_SIZE + RANK]! <= rank) return;
      this.remove(known);
    }
    let at = this.count;
    for (; at > 0 && this.comesBefore(rank, endpoint, (at - 1) * ENTRY_SIZE); at--) this.move(at - 1, at);
    const entry = at * ENTRY_SIZE;
    entries[entry + RANK] = rank;
    entries[entry + ENDPOINT] = endpoint;
    entries[entry + SEGMENT] = segment;
    entries[entry + DEPTH] = depth;
    if (this.count < MAX_NEAR_MISSES) this.count++;
  }

  toNearMisses(api: CompiledApi): NearMiss[] {
    const all: NearMiss[] = [];
    for (let entry = 0; entry < this.count * ENTRY_SIZE; entry += ENTRY_SIZE) all.push(this.describe(api, entry));
    return all;
  }

  private remove(place: number): void {
    this.count--;
    for (let at = place; at < this.count; at++) this.move(at + 1, at);
  }

  private move(from: number, to: number): void {
    const { entries } = this;
    for (let field = 0; field < ENTRY_SIZE; field++)
      entries[to * ENTRY_SIZE + field] = entries[from * ENTRY_SIZE + field]!;
  }

  private comesBefore(rank: number, endpoint: number, entry: number): boolean {
    const other = this.entries[entry + RANK]!;
    return rank === other ? endpoint < this.entries[entry + ENDPOINT]! : rank < other;
  }

  private describe({ endpoints, methods }: CompiledApi, entry: number): NearMiss {
    const endpoint = this.entries[entry + ENDPOINT]!;
    const method = methods.names[endpoints.methods[endpoint]!]!;
    const template = endpoints.templates[endpoint]!;
    return { method, template, difference: this.differenceOf(entry, method, template) };
  }

  private differenceOf(entry: number, method: string, template: string): string {
    const { entries } = this;
    const segment = entries[entry + SEGMENT]!;
    const depth = entries[entry + DEPTH]!;
    switch (entries[entry + RANK]) {
      case METHOD_DIFFERS:
        return 'the method is ' + method;
      case CONFUSABLE:
        return `segment ${segment + 1} differs from "${segmentOf(template, depth)}" only in letter case, dots or spaces at its ends, or Unicode form`;
      case TRAILING_SLASH:
        return segment === AFTER_PATH ? 'it has a trailing slash' : 'it has no trailing slash';
      case LENGTH_DIFFERS:
        return segment === AFTER_PATH ? 'it has one segment more' : `it ends before segment ${segment + 1} of the path`;
      case SEGMENT_DIFFERS:
        return `segment ${segment + 1} is not "${segmentOf(template, depth)}"`;
      default:
        return 'a template with precedence over this one matches';
    }
  }
}

/** A segment of a template as it is written; 0 for the first. */
function segmentOf(template: string, depth: number): string {
  let start = 1;
  for (let left = depth; left > 0; left--) start = template.indexOf('/', start) + 1;
  const end = template.indexOf('/', start);
  return end < 0 ? template.slice(start) : template.slice(start, end);
}
