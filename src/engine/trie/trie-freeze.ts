import { foldCanonical, foldPieces, foldPieceUntrimmed, foldsPlainly, utf8Of } from '../path/fold.js';
import type { Segment } from './template.js';
import { compareSegments, NONE } from './trie-builder.js';
import { fillGuesses } from './trie-guesses.js';
import type { TrieBuilder } from './trie-builder.js';
import * as trie from './trie.js';
import { childKey, guessPlaces } from './trie-access.js';
import type { Trie } from './trie.js';

/** The finished trie of a builder. */
export function freezeTrie(builder: TrieBuilder): Trie {
  return new Freezer(builder).freeze();
}

class Freezer {
  private readonly builder: TrieBuilder;
  private readonly nodes: Int32Array;
  private readonly leaves: Int32Array;
  private readonly pool = new BytePool();
  private readonly patterns: number[] = [];
  private readonly slots: Int32Array;
  private leafCount = 1;
  /** Where the next children are placed. */
  private nodesEnd = trie.NODE_SIZE;
  /** Nodes whose children have no place yet: builder's node and place, the next one last. */
  private readonly waiting: number[] = [0, trie.ROOT];
  /** By literal: the first node that has it. */
  private readonly texts = new Map<string, number>();

  constructor(builder: TrieBuilder) {
    this.builder = builder;
    this.nodes = new Int32Array(nodesSize(builder));
    this.leaves = new Int32Array(builder.endpointCount + 1);
    const literals = builder.nodeCount - builder.segments.size;
    let slotCount = 4;
    while (slotCount * 3 < literals * 4) slotCount *= 2;
    this.slots = new Int32Array(2 * slotCount);
  }

  /** What is below the first child is placed before what is below the second one. */
  freeze(): Trie {
    this.fill(trie.ROOT, 0);
    while (this.waiting.length > 0) {
      const node = this.waiting.pop()!;
      this.placeChildren(node, this.waiting.pop()!);
    }
    const pool = this.pool.toBytes();
    return {
      nodes: this.nodes,
      slots: this.slots,
      pool,
      text: new DataView(pool.buffer),
      patterns: Int32Array.from(this.patterns),
      leaves: this.leaves.slice(0, this.leafCount),
    };
  }

  private placeChildren(parent: number, from: number): void {
    const { builder, nodes, waiting } = this;
    const children = this.childrenOf(from);
    const literals = builder.literalsOf(from);
    const first = this.nodesEnd + guessPlaces(literals);
    this.nodesEnd = first + children.length * trie.NODE_SIZE;
    nodes[parent + trie.FIRST] = first;
    nodes[parent + trie.SPECIAL] = first + literals * trie.NODE_SIZE;
    nodes[parent + trie.END] = this.nodesEnd;
    for (const [at, child] of children.entries()) this.fill(first + at * trie.NODE_SIZE, child);
    for (let at = 0; at < literals; at++) {
      this.addSlot(parent, first + at * trie.NODE_SIZE, builder.hashOf(children[at]!));
    }
    fillGuesses(nodes, this.pool.bytes, parent);
    for (let at = children.length - 1; at >= 0; at--) {
      const child = children[at]!;
      if (builder.firstChild(child) !== NONE) waiting.push(child, first + at * trie.NODE_SIZE);
    }
  }

  /** Literal children first, then the others in the order in which they are tried. */
  private childrenOf(from: number): readonly number[] {
    const { builder } = this;
    const literals: number[] = [];
    const specials: number[] = [];
    for (let child = builder.firstChild(from); child !== NONE; child = builder.nextSibling(child)) {
      if (builder.kindOf(child) === trie.LITERAL) literals.push(child);
      else specials.push(child);
    }
    if (specials.length === 0) return literals;
    specials.sort((a, b) => compareSegments(builder.segments.get(a)!, builder.segments.get(b)!));
    return literals.concat(specials);
  }

  private fill(node: number, from: number): void {
    const { builder, nodes } = this;
    const kind = builder.kindOf(from);
    if (kind === trie.LITERAL) this.fillLiteral(node, builder.shapes[from]!);
    else nodes[node + trie.KIND] = kind;
    if (kind === trie.MIXED || kind === trie.MULTI_MIXED) {
      nodes[node + trie.TEXT] = this.addPattern(builder.segments.get(from)!);
    }
    nodes[node + trie.LEAF] = this.addLeaves(builder.firstEndpoint(from));
  }

  /** What stands in the record of a node for a list of endpoints. */
  private addLeaves(firstEndpoint: number): number {
    const { builder, leaves } = this;
    if (firstEndpoint === NONE) return 0;
    if (builder.nextEndpoint(firstEndpoint) === NONE) return this.leafOf(firstEndpoint) | trie.ALONE;
    const first = this.leafCount;
    for (let endpoint = firstEndpoint; endpoint !== NONE; endpoint = builder.nextEndpoint(endpoint)) {
      leaves[this.leafCount++] = this.leafOf(endpoint);
    }
    leaves[this.leafCount - 1]! |= trie.LAST_LEAF;
    return first;
  }

  private leafOf(endpoint: number): number {
    return (endpoint << trie.LEAF_SHIFT) | this.builder.methodOf(endpoint);
  }

  private fillLiteral(node: number, literal: string): void {
    const { nodes, pool } = this;
    // The same words come again and again in a table; one copy of each stays near the processor.
    const same = this.texts.get(literal);
    if (same !== undefined) {
      nodes[node + trie.TEXT] = nodes[same + trie.TEXT]!;
      nodes[node + trie.KIND] = nodes[same + trie.KIND]! & ~trie.TWIN;
      return;
    }
    this.texts.set(literal, node);
    nodes[node + trie.TEXT] = pool.addAscii(literal);
    nodes[node + trie.KIND] = (literal.length << trie.LENGTH_SHIFT) | trie.LITERAL;
    if (foldsPlainly(literal)) {
      nodes[node + trie.KIND]! |= trie.PLAIN_TEXT;
      return;
    }
    const folded = foldCanonical(literal);
    pool.addByte(folded.length >> 8);
    pool.addByte(folded.length & 255);
    for (const byte of folded) pool.addByte(byte);
    nodes[node + trie.KIND]! |= trie.ODD_FOLD;
  }

  private addPattern({ pieces, multiAt }: Segment): number {
    const pattern = this.patterns.length;
    const folds = foldPieces(pieces);
    this.patterns.push(pieces.length, multiAt);
    for (const [index, piece] of pieces.entries()) {
      this.patterns.push(this.pool.addAscii(piece), piece.length);
      this.addFold(folds[index]!);
      this.addFold(foldPieceUntrimmed(piece));
    }
    return pattern;
  }

  private addFold(fold: string): void {
    const folded = utf8Of(fold);
    this.patterns.push(this.pool.size, folded.length);
    for (const byte of folded) this.pool.addByte(byte);
  }

  private addSlot(parent: number, node: number, hash: number): void {
    const { slots, nodes } = this;
    const key = childKey(parent, hash);
    const mask = (slots.length >> 1) - 1;
    let slot = key & mask;
    for (; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const other = slots[2 * slot + 1]!;
      // Equal keys of different folds only make the search look once more.
      if (slots[2 * slot] !== key || other < nodes[parent + trie.FIRST]!) continue;
      nodes[other + trie.KIND]! |= trie.TWIN;
      nodes[node + trie.KIND]! |= trie.TWIN;
    }
    slots[2 * slot] = key;
    slots[2 * slot + 1] = node;
  }
}

/** Numbers that all nodes take, with their guesses. */
function nodesSize(builder: TrieBuilder): number {
  let size = 0;
  for (let node = 0; node < builder.nodeCount; node++) size += trie.NODE_SIZE + guessPlaces(builder.literalsOf(node));
  return size;
}

/** Bytes that grow. */
class BytePool {
  size = 0;
  bytes = new Uint8Array(1024);

  addByte(byte: number): void {
    this.reserve(1);
    this.bytes[this.size++] = byte;
  }

  /** Answers with the place of the text. */
  addAscii(text: string): number {
    this.reserve(text.length);
    const at = this.size;
    for (let i = 0; i < text.length; i++) this.bytes[this.size++] = text.charCodeAt(i);
    return at;
  }

  /** The bytes, in a buffer that has room for a word that begins in the last of them. */
  toBytes(): Uint8Array {
    const bytes = new Uint8Array(this.size + 4);
    bytes.set(this.bytes.subarray(0, this.size));
    return bytes.subarray(0, this.size);
  }

  private reserve(count: number): void {
    if (this.size + count <= this.bytes.length) return;
    const larger = new Uint8Array(2 * (this.size + count));
    larger.set(this.bytes);
    this.bytes = larger;
  }
}
