import { foldCanonical, foldHash, foldsPlainly, HASH_SEED, hashStep } from './fold.js';
import { PLAIN_FOLD } from './characters.js';
import { segmentShape } from './template.js';
import type { Segment } from './template.js';
import { childKey, LITERAL, MIXED, MULTI, MULTI_MIXED, PARAMETER } from './trie.js';

/** No node, and no leaf. */
export const NONE = -1;

/** A trie that grows: nodes are numbers from 0, the root, in the order in which they came. */
export class TrieBuilder {
  /** By node: its parent, and the shape of its segment; literals have no brace in theirs. */
  readonly parents: number[] = [NONE];
  readonly shapes: string[] = [''];
  readonly kinds: number[] = [LITERAL];
  /** By node: hash of a literal's fold. */
  readonly hashes: number[] = [0];
  /** By node: the segment of a node that is no literal. */
  readonly segments = new Map<number, Segment>();
  /** By node: its children as a list, in the order in which they came. */
  readonly firstChild: number[] = [NONE];
  readonly nextSibling: number[] = [NONE];
  private readonly lastChild: number[] = [NONE];
  /** By node: the first leaf that ends there. */
  readonly leafOf: number[] = [NONE];
  readonly leafNext: number[] = [];
  readonly leafMethod: number[] = [];
  readonly leafEndpoint: number[] = [];
  private slots = new Int32Array(1024).fill(NONE);

  get nodeCount(): number {
    return this.parents.length;
  }

  /** The node that a template ends at; made where there is none. */
  nodeFor(segments: readonly Segment[]): number {
    let node = 0;
    for (const segment of segments) node = this.childFor(node, segment);
    return node;
  }

  /** The endpoint that already ends at this node with this method; `NONE` when there is none. */
  endpointAt(node: number, method: number): number {
    for (let leaf = this.leafOf[node]!; leaf !== NONE; leaf = this.leafNext[leaf]!) {
      if (this.leafMethod[leaf] === method) return this.leafEndpoint[leaf]!;
    }
    return NONE;
  }

  addEndpoint(node: number, method: number, endpoint: number): void {
    this.leafNext.push(this.leafOf[node]!);
    this.leafMethod.push(method);
    this.leafEndpoint.push(endpoint);
    this.leafOf[node] = this.leafNext.length - 1;
  }

  private childFor(parent: number, segment: Segment): number {
    const kind = kindOfSegment(segment);
    const shape = kind === LITERAL ? segment.pieces[0]! : segmentShape(segment);
    const hash = kind === LITERAL ? literalHash(shape) : shapeHash(shape);
    const mask = this.slots.length - 1;
    let slot = childKey(parent, hash) & mask;
    for (let node = this.slots[slot]!; node !== NONE; node = this.slots[slot]!) {
      if (this.parents[node] === parent && this.shapes[node] === shape) return node;
      slot = (slot + 1) & mask;
    }
    const node = this.addNode(parent, shape, hash);
    this.kinds.push(kind);
    if (kind !== LITERAL) this.segments.set(node, segment);
    this.slots[slot] = node;
    if (this.nodeCount * 2 > this.slots.length) this.growSlots();
    return node;
  }

  private addNode(parent: number, shape: string, hash: number): number {
    const node = this.parents.length;
    this.parents.push(parent);
    this.shapes.push(shape);
    this.hashes.push(hash);
    this.firstChild.push(NONE);
    this.lastChild.push(NONE);
    this.nextSibling.push(NONE);
    this.leafOf.push(NONE);
    const last = this.lastChild[parent]!;
    if (last === NONE) this.firstChild[parent] = node;
    else this.nextSibling[last] = node;
    this.lastChild[parent] = node;
    return node;
  }

  private growSlots(): void {
    this.slots = new Int32Array(this.slots.length * 4).fill(NONE);
    const mask = this.slots.length - 1;
    for (let node = 1; node < this.nodeCount; node++) {
      let slot = childKey(this.parents[node]!, this.hashes[node]!) & mask;
      while (this.slots[slot] !== NONE) slot = (slot + 1) & mask;
      this.slots[slot] = node;
    }
  }
}

function kindOfSegment({ pieces, multiAt }: Segment): number {
  if (pieces.length === 1) return LITERAL;
  const isBare = pieces.length === 2 && pieces[0] === '' && pieces[1] === '';
  if (multiAt >= 0) return isBare ? MULTI : MULTI_MIXED;
  return isBare ? PARAMETER : MIXED;
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
