import { LineCounter, isAlias, isMap, isNode, isScalar, parseDocument, visit } from 'yaml';
import type { Document, YAMLMap } from 'yaml';
import { ScopegateError, messageOf } from '../../../base/errors.js';

/**
 * Bounds what aliases may unfold to: an alias counts as often as the ones inside it. A document that names its common
 * parts once uses each of them at every operation.
 */
const MAX_ALIASES = 100_000;
/** Those of the core schema (YAML 1.2.2, section 10.3); any other makes something else of what is written. */
const PLAIN_TAGS = ['str', 'int', 'float', 'bool', 'null', 'map', 'seq'].map((name) => `tag:yaml.org,2002:${name}`);

/**
 * The value of a YAML 1.2 document with the merge keys (`<<`) of YAML 1.1, which documents use. What two readers could take
 * differently is refused: equal keys in any spelling, keys that are not text, several merges into one map, tags.
 *
 * @throws ScopegateError `invalid_argument` with line and column
 */
export function parseStrictYaml(text: string, maxDepth: number): unknown {
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, { merge: true, lineCounter });
    const [fault] = [...document.errors, ...document.warnings];
    if (fault !== undefined) throw fault;
    refuseAmbiguities(document, { lineCounter, maxDepth });
    return document.toJS({ maxAliasCount: MAX_ALIASES }) as unknown;
  } catch (error) {
    throw new ScopegateError('invalid_argument', `the document is neither JSON nor YAML: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** What the core schema makes of a scalar. */
type CoreScalar = string | number | bigint | boolean | null;

interface Place {
  readonly lineCounter: LineCounter;
  readonly maxDepth: number;
}

function refuseAmbiguities(document: Document, { lineCounter, maxDepth }: Place): void {
  if (document.directives?.yaml.version !== '1.2') throw new Error('only YAML 1.2 is read');
  const refuse = (problem: string, node: unknown): never => {
    const { line, col } = lineCounter.linePos((isNode(node) ? node.range?.[0] : undefined) ?? 0);
    throw new Error(`${problem} at line ${String(line)}, column ${String(col)}`);
  };
  visit(document, {
    Node(_key, node, path) {
      if (path.length > 2 * maxDepth) refuse('nested too deep', node);
      if (!isAlias(node) && node.tag !== undefined && !PLAIN_TAGS.includes(node.tag)) refuse('a tag', node);
      if (isAlias(node) && path.some((outer) => isNode(outer) && !isAlias(outer) && outer.anchor === node.source)) {
        refuse('an alias inside of what it stands for', node);
      }
      if (isMap(node)) refuseEqualKeys(node, refuse);
    },
  });
}

function refuseEqualKeys(map: YAMLMap, refuse: (problem: string, node: unknown) => never): void {
  const names = new Set<string>();
  for (const { key } of map.items) {
    if (!isScalar(key)) return refuse('a key that is not text', key);
    const name = nameOf(key.value as CoreScalar | symbol | undefined);
    if (names.has(name)) refuse(`the key "${name.slice(0, 100)}" is there twice`, key);
    if (name === '__proto__') refuse('a key must not be __proto__', key);
    names.add(name);
  }
}

/** As an object would have it; `<<` is a symbol unless it stands between quotation marks. */
function nameOf(key: CoreScalar | symbol | undefined): string {
  return typeof key === 'symbol' ? (key.description ?? '') : String(key ?? '');
}
