import { foldCanonical, foldHash, foldsPlainly, HASH_SEED, hashStep } from '../path/fold.js';
import { PLAIN_FOLD } from '../path/characters.js';
import { IntList } from './int-list.js';
import { segmentShape } from './template.js';
import type { Segment } from './template.js';
import { LITERAL, MIXED, MULTI, MULTI_MIXED, PARAMETER } from './trie.js';
import { childKey } from './trie-access.js';

/** No node, and no leaf. */
export const NONE = -1;

/** Fields of a node. */
const PARENT = 0;
const HASH = 1;
const KIND = 2;
const FIRST_CHILD = 3;
const LAST_CHILD = 4;
const NEXT_SIBLING = 5;
const LEAF = 6;
const LITERALS = 7;
const RECORD_SIZE = 8;

/** What makes a segment the same as another one below the same node. */
interface Shape {
  readonly kind: number;
  readonly text: string;
  readonly hash: number;
}

/** A bare parameter of one segment; its name means nothing here. */
const PARAMETER_SEGMENT: Segment = { pieces: ['', ''], names: [''], multiAt: -1 };
const PARAMETER_SHAPE = shapeOf(PARAMETER_SEGMENT);

/** A part of a text, and the hash of its fold. */
interface HashedRange {
  readonly start: number;
  readonly end: number;
  readonly hash: number;
}

/** A trie that grows: nodes are numbers from 0, the root, in the order in which they came. */
export class TrieBuilder {
  /** By node: the shape of its segment; literals have no brace in theirs. */
  readonly shapes: string[] = [];
  /** By node: the segment of a node that is no literal. */
  readonly segments = new Map<number, Segment>();
  private readonly records = new IntList();
  /** By endpoint: its method, and the next endpoint of the same node. */
  private readonly methods = new IntList();
  private readonly nextLeaves = new IntList();
  private slots = new Int32Array(1024).fill(NONE);

  constructor() {
    this.addNode(NONE, '', 0);
  }

  get nodeCount(): number {
    return this.shapes.length;
  }

  get endpointCount(): number {
    return this.methods.length;
  }

  kindOf(node: number): number {
    return this.records.get(node * RECORD_SIZE + KIND);
  }

  /** The hash of a literal's fold. */
  hashOf(node: number): number {
    return this.records.get(node * RECORD_SIZE + HASH);
  }

  literalsOf(node: number): number {
    return this.records.get(node * RECORD_SIZE + LITERALS);
  }

  /** Children are a list, in the order in which they came; `NONE` ends it. */
  firstChild(node: number): number {
    return this.records.get(node * RECORD_SIZE + FIRST_CHILD);
  }

  nextSibling(node: number): number {
    return this.records.get(node * RECORD_SIZE + NEXT_SIBLING);
  }

  /** Endpoints that end at a node are a list, the last one first; `NONE` ends it. */
  firstEndpoint(node: number): number {
    return this.records.get(node * RECORD_SIZE + LEAF);
  }

  nextEndpoint(endpoint: number): number {
    return this.nextLeaves.get(endpoint);
  }

  methodOf(endpoint: number): number {
    return this.methods.get(endpoint);
  }

  /** The node that a template ends at; made where there is none. */
  nodeFor(segments: readonly Segment[]): number {
    let node = 0;
    for (const segment of segments) node = this.childFor(node, segment);
    return node;
  }

  /** The endpoint that already ends at this node with this method; `NONE` when there is none. */
  endpointAt(node: number, method: number): number {
    let endpoint = this.firstEndpoint(node);
    while (endpoint !== NONE && this.methodOf(endpoint) !== method) endpoint = this.nextEndpoint(endpoint);
    return endpoint;
  }

  /** Endpoints are numbered in the order in which they come. */
  addEndpoint(node: number, method: number): void {
    this.nextLeaves.push(this.firstEndpoint(node));
    this.records.set(node * RECORD_SIZE + LEAF, this.methods.length);
    this.methods.push(method);
  }

  /** The child for a literal of plain characters that stands in a text. */
  plainChild(parent: number, text: string, { start, end, hash }: HashedRange): number {
    const mask = this.slots.length - 1;
    let slot = childKey(parent, hash) & mask;
    for (let node = this.slots[slot]!; node !== NONE; node = this.slots[slot]!) {
      if (this.isChild(node, parent, hash) && equalsAt(this.shapes[node]!, text, start, end)) return node;
      slot = (slot + 1) & mask;
    }
    return this.addChild(parent, text.slice(start, end), hash, slot);
  }

  /** The child for `{x}`. */
  parameterChild(parent: number): number {
    return this.childOf(parent, PARAMETER_SEGMENT, PARAMETER_SHAPE);
  }

  private childFor(parent: number, segment: Segment): number {
    return this.childOf(parent, segment, shapeOf(segment));
  }

  private childOf(parent: number, segment: Segment, { kind, text, hash }: Shape): number {
    const mask = this.slots.length - 1;
    let slot = childKey(parent, hash) & mask;
    for (let node = this.slots[slot]!; node !== NONE; node = this.slots[slot]!) {
      if (this.isChild(node, parent, hash) && this.shapes[node] === text) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.addChild(parent, text, hash, slot);
    if (kind === LITERAL) return node;
    this.segments.set(node, segment);
    this.records.set(node * RECORD_SIZE + KIND, kind);
    this.records.set(parent * RECORD_SIZE + LITERALS, this.literalsOf(parent) - 1);
    return node;
  }

  private isChild(node: number, parent: number, hash: number): boolean {
    const { records } = this;
    return records.get(node * RECORD_SIZE + PARENT) === parent && records.get(node * RECORD_SIZE + HASH) === hash;
  }

  private addChild(parent: number, shape: string, hash: number, slot: number): number {
    const { records } = this;
    const node = this.addNode(parent, shape, hash);
    const last = records.get(parent * RECORD_SIZE + LAST_CHILD);
    if (last === NONE) records.set(parent * RECORD_SIZE + FIRST_CHILD, node);
    else records.set(last * RECORD_SIZE + NEXT_SIBLING, node);
    records.set(parent * RECORD_SIZE + LAST_CHILD, node);
    records.set(parent * RECORD_SIZE + LITERALS, this.literalsOf(parent) + 1);
    this.slots[slot] = node;
    if (this.nodeCount * 2 > this.slots.length) this.growSlots();
    return node;
  }

  private addNode(parent: number, shape: string, hash: number): number {
    const { records } = this;
    const record = records.grow(RECORD_SIZE);
    records.set(record + PARENT, parent);
    records.set(record + HASH, hash);
    records.set(record + KIND, LITERAL);
    for (const field of [FIRST_CHILD, LAST_CHILD, NEXT_SIBLING, LEAF]) records.set(record + field, NONE);
    return this.shapes.push(shape) - 1;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 4).fill(NONE);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.nodeCount; node++) {
      let slot = childKey(this.records.get(node * RECORD_SIZE + PARENT), this.hashOf(node)) & mask;
      while (this.slots[slot] !== NONE) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }
}

function equalsAt(literal: string, text: string, start: number, end: number): boolean {
  if (literal.length !== end - start) return false;
  for (let at = 0; at < literal.length; at++) if (literal.charCodeAt(at) !== text.charCodeAt(start + at)) return false;
  return true;
}

function kindOfSegment({ pieces, multiAt }: Segment): number {
  if (pieces.length === 1) return LITERAL;
  const isBare = pieces.length === 2 && pieces[0] === '' && pieces[1] === '';
  if (multiAt >= 0) return isBare ? MULTI : MULTI_MIXED;
  return isBare ? PARAMETER : MIXED;
}

function shapeOf(segment: Segment): Shape {
  const kind = kindOfSegment(segment);
  if (kind === LITERAL) return { kind, text: segment.pieces[0]!, hash: literalHash(segment.pieces[0]!) };
  const text = segmentShape(segment);
  return { kind, text, hash: shapeHash(text) };
}

function literalHash(literal: string): number {
  if (!foldsPlainly(literal)) return foldHash(foldCanonical(literal));
  let hash = HASH_SEED;
  for (let i = 0; i < literal.length; i++) hash = hashStep(hash, PLAIN_FOLD[literal.charCodeAt(i)]!);
  return hash;
}

function shapeHash(shape: string): number {
  let hash = HASH_SEED;
  for (let i = 0; i < shape.length; i++) hash = hashStep(hash, shape.charCodeAt(i));
  return hash;
}

/**
 * Which of two sibling segments with parameters is tried first: text with parameters, `{x}`, text with `{+x}`,
 * `{+x}`; among those with text the one with more of it, then with a longer beginning, then with a longer end, then
 * by shape. Negative when `a` comes first.
 */
export function compareSegments(a: Segment, b: Segment): number {
  const textOf = (segment: Segment) => segment.pieces.reduce((sum, piece) => sum + piece.length, 0);
  const endOf = (segment: Segment) => segment.pieces[segment.pieces.length - 1]!.length;
  const byShape = segmentShape(a) < segmentShape(b) ? -1 : 1;
  const differences = [
    kindOfSegment(a) - kindOfSegment(b),
    textOf(b) - textOf(a),
    b.pieces[0]!.length - a.pieces[0]!.length,
    endOf(b) - endOf(a),
  ];
  return differences.find((difference) => difference !== 0) ?? byShape;
}
