import { ANY } from './common-text.js';
import type { Pattern } from './common-text.js';
import type { Segment, Template } from '../trie/template.js';
import { segmentShape } from '../trie/template.js';

/** The templates of one API as a graph of segments: what a path may go through, one edge a segment. */
export interface GraphNode {
  readonly id: number;
  readonly literals: ReadonlyMap<string, GraphNode>;
  /** Segments that are more than literal text. */
  readonly edges: readonly GraphEdge[];
  /** Numbers of the templates that end here. */
  readonly templates: readonly number[];
}

export interface GraphEdge {
  readonly pattern: Pattern;
  readonly to: GraphNode;
}

class Node implements GraphNode {
  readonly id: number;
  readonly literals = new Map<string, Node>();
  readonly edges: { readonly pattern: Pattern; readonly to: Node }[] = [];
  readonly templates: number[] = [];
  private readonly byShape = new Map<string, Node>();

  constructor(id: number) {
    this.id = id;
  }

  /** The node that a segment of this shape leads to; null when there is none yet. */
  at(shape: string): Node | null {
    return this.byShape.get(shape) ?? null;
  }

  remember(shape: string, node: Node): void {
    this.byShape.set(shape, node);
  }
}

export function buildOverlapGraph(templates: readonly Template[]): GraphNode {
  let made = 0;
  const makeNode = (): Node => new Node(made++);
  const root = makeNode();
  for (const [number, { segments }] of templates.entries()) {
    let node = root;
    for (const segment of segments) node = nodeAfter(node, segment, makeNode);
    node.templates.push(number);
  }
  return root;
}

function nodeAfter(from: Node, segment: Segment, makeNode: () => Node): Node {
  if (segment.pieces.length === 1) {
    const text = segment.pieces[0]!;
    const literal = from.literals.get(text) ?? makeNode();
    from.literals.set(text, literal);
    return literal;
  }
  const shape = segmentShape(segment);
  const known = from.at(shape);
  if (known !== null) return known;
  const to = makeNode();
  from.remember(shape, to);
  from.edges.push({ pattern: segment.pieces, to });
  if (segment.multiAt >= 0) addLongWay(from, to, segment, makeNode);
  return to;
}

/** Two segments or more: the head, as many as there may be in between, the tail. */
function addLongWay(from: Node, to: Node, { pieces, multiAt }: Segment, makeNode: () => Node): void {
  const between = makeNode();
  from.edges.push({ pattern: [...pieces.slice(0, multiAt + 1), ''], to: between });
  between.edges.push({ pattern: ANY, to: between }, { pattern: ['', ...pieces.slice(multiAt + 1)], to });
}
