import { $RefParser } from '@apidevtools/json-schema-ref-parser';
import { ScopegateError, messageOf } from '../../base/errors.js';
import { operationPart, parsePart, pathItemPart } from './document-parts.js';
import type { SecurityPart, ServerPart } from './document-parts.js';

/** One operation as it stands in `paths`. */
export interface FoundOperation {
  readonly where: string;
  readonly path: string;
  readonly method: string;
  readonly security: SecurityPart | undefined;
  /** The most particular list: of the operation, else of its path; undefined for the document's. */
  readonly servers: readonly ServerPart[] | undefined;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;

/**
 * Walks over `paths`; a path item may be a reference into the same document.
 *
 * @throws ScopegateError `invalid_argument` for references that lead nowhere or outside
 */
export async function findOperations(
  document: object,
  paths: Readonly<Record<string, unknown>>,
): Promise<FoundOperation[]> {
  const resolve = await makeResolver(document);
  const found: FoundOperation[] = [];
  for (const [path, value] of Object.entries(paths)) {
    if (path.startsWith('x-')) continue;
    const where = `paths.${path}`;
    const item = resolve(value, where);
    const { servers } = parsePart(pathItemPart, item, where);
    for (const method of METHODS) {
      const operation = (item as Readonly<Record<string, unknown>>)[method];
      if (operation === undefined) continue;
      const part = parsePart(operationPart, operation, `${where}.${method}`);
      found.push({
        where: `${where}.${method}`,
        path,
        method: method.toUpperCase(),
        security: part.security,
        servers: part.servers ?? servers,
      });
    }
  }
  return found;
}

type Resolve = (value: unknown, where: string) => unknown;

async function makeResolver(document: object): Promise<Resolve> {
  // Nothing outside the document is read: an importer that fetches what a document names could be sent anywhere.
  const references = await $RefParser.resolve(structuredClone(document) as never, { resolve: { external: false } });
  return (value, where) => {
    const { $ref } = parsePart(pathItemPart, value, where);
    if ($ref === undefined) return value;
    if (!$ref.startsWith('#/')) {
      throw new ScopegateError('invalid_argument', `${where}: the reference "${$ref}" leads outside the document`, {
        hint: 'Bundle the document into one file first.',
      });
    }
    try {
      return references.get($ref);
    } catch (error) {
      throw new ScopegateError('invalid_argument', `${where}: ${messageOf(error)}`, { cause: error });
    }
  };
}
