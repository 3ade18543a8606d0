import { decodeCanonical, foldCanonical, foldsPlainly, foldText, utf8Of } from './fold.js';
import { PLAIN_FOLD } from './characters.js';
import type { Segment } from './template.js';
import { compareSegments, NONE } from './trie-builder.js';
import { makeGuesses } from './trie-guesses.js';
import type { TrieBuilder } from './trie-builder.js';
import * as trie from './trie.js';
import type { Trie } from './trie.js';

/** The finished trie of a builder. */
export function freezeTrie(builder: TrieBuilder): Trie {
  return new Freezer(builder).freeze();
}

class Freezer {
  private readonly builder: TrieBuilder;
  private readonly nodes: Int32Array;
  /** Builder's node by place in breadth-first order. */
  private readonly order: Int32Array;
  private readonly leaves: Int32Array;
  private readonly pool = new BytePool();
  private readonly patterns: number[] = [];
  private readonly slots: Int32Array;
  private leafCount = 1;
  /** By literal: the first node that has it. */
  private readonly texts = new Map<string, number>();

  constructor(builder: TrieBuilder) {
    this.builder = builder;
    const count = builder.nodeCount;
    this.nodes = new Int32Array((count + 1) * trie.NODE_SIZE);
    this.order = new Int32Array(count);
    this.leaves = new Int32Array(builder.leafNext.length + 1);
    const literals = count - builder.segments.size;
    let slotCount = 4;
    while (slotCount * 3 < literals * 4) slotCount *= 2;
    this.slots = new Int32Array(2 * slotCount);
  }

  freeze(): Trie {
    const { nodes, order, builder } = this;
    let known = 1;
    for (let place = 0; place < order.length; place++) {
      const node = place * trie.NODE_SIZE;
      nodes[node + trie.FIRST] = known * trie.NODE_SIZE;
      this.fill(node, order[place]!);
      known = this.placeChildren(node, order[place]!, known);
    }
    nodes[order.length * trie.NODE_SIZE + trie.FIRST] = known * trie.NODE_SIZE;
    for (let place = 1; place < order.length; place++) {
      const node = order[place]!;
      if (builder.kinds[node] === trie.LITERAL) this.addSlot(place * trie.NODE_SIZE, builder.hashes[node]!);
    }
    const pool = this.pool.toBytes();
    const text = new DataView(pool.buffer);
    return {
      nodes,
      slots: this.slots,
      guesses: makeGuesses({ nodes, text }),
      pool,
      text,
      patterns: Int32Array.from(this.patterns),
      leaves: this.leaves,
    };
  }

  /** Literal children first, then the others in the order in which they are tried. */
  private placeChildren(parent: number, from: number, known: number): number {
    const { builder, nodes, order } = this;
    const specials: number[] = [];
    let place = known;
    for (let child = builder.firstChild[from]!; child !== NONE; child = builder.nextSibling[child]!) {
      if (builder.kinds[child] === trie.LITERAL) order[place++] = child;
      else specials.push(child);
    }
    if (specials.length > 0) nodes[parent + trie.SPECIAL] = place * trie.NODE_SIZE;
    specials.sort((a, b) => compareSegments(builder.segments.get(a)!, builder.segments.get(b)!));
    for (const special of specials) order[place++] = special;
    for (let k = known; k < place; k++) nodes[k * trie.NODE_SIZE + trie.PARENT] = parent;
    return place;
  }

  private fill(node: number, from: number): void {
    const { builder, nodes } = this;
    const kind = builder.kinds[from]!;
    if (kind === trie.LITERAL) this.fillLiteral(node, builder.shapes[from]!);
    else nodes[node + trie.KIND] = kind;
    if (kind === trie.MIXED || kind === trie.MULTI_MIXED) {
      nodes[node + trie.TEXT] = this.addPattern(builder.segments.get(from)!);
    }
    const first = this.leafCount;
    for (let leaf = builder.leafOf[from]!; leaf !== NONE; leaf = builder.leafNext[leaf]!) {
      this.leaves[this.leafCount++] = (builder.leafEndpoint[leaf]! << trie.LEAF_SHIFT) | builder.leafMethod[leaf]!;
    }
    if (this.leafCount === first) return;
    this.leaves[this.leafCount - 1]! |= trie.LAST_LEAF;
    nodes[node + trie.LEAF] = first;
  }

  private fillLiteral(node: number, literal: string): void {
    const { nodes, pool } = this;
    // The same words come again and again in a table; one copy of each stays near the processor.
    const same = this.texts.get(literal);
    if (same !== undefined) {
      nodes[node + trie.TEXT] = nodes[same + trie.TEXT]!;
      nodes[node + trie.KIND] = nodes[same + trie.KIND]!;
      return;
    }
    this.texts.set(literal, node);
    nodes[node + trie.TEXT] = pool.addAscii(literal);
    nodes[node + trie.KIND] = (literal.length << trie.LENGTH_SHIFT) | trie.LITERAL;
    if (literal === '' || foldsPlainly(literal)) {
      if (isPlain(literal)) nodes[node + trie.KIND]! |= trie.PLAIN_TEXT;
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
    const last = pieces.length - 1;
    this.patterns.push(pieces.length, multiAt);
    for (const [index, piece] of pieces.entries()) {
      const folded = foldPiece(piece, index === last ? '' : 'x');
      this.patterns.push(this.pool.addAscii(piece), piece.length);
      this.patterns.push(this.pool.size, folded.length);
      for (const byte of folded) this.pool.addByte(byte);
    }
    return pattern;
  }

  private addSlot(node: number, hash: number): void {
    const { slots, nodes } = this;
    const parent = nodes[node + trie.PARENT]!;
    const key = trie.childKey(parent, hash);
    const mask = (slots.length >> 1) - 1;
    let slot = key & mask;
    for (; slots[2 * slot + 1] !== 0; slot = (slot + 1) & mask) {
      const other = slots[2 * slot + 1]!;
      // Equal keys of different folds only make the search look once more.
      if (slots[2 * slot] !== key || nodes[other + trie.PARENT] !== parent) continue;
      nodes[other + trie.KIND]! |= trie.TWIN;
      nodes[node + trie.KIND]! |= trie.TWIN;
    }
    slots[2 * slot] = key;
    slots[2 * slot + 1] = node;
  }
}

function isPlain(literal: string): boolean {
  for (let i = 0; i < literal.length; i++) if (PLAIN_FOLD[literal.charCodeAt(i)] === 0) return false;
  return true;
}

/** The fold of one piece; only the end of a whole segment loses its dots and spaces. */
function foldPiece(piece: string, guard: string): Uint8Array {
  const folded = foldText(decodeCanonical(piece) + guard);
  return utf8Of(folded.slice(0, folded.length - guard.length));
}

/** Bytes that grow. */
class BytePool {
  size = 0;
  private bytes = new Uint8Array(1024);

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
