import { operationPart, parsePart, pathItemPart } from './document-parts.js';
import type { SecurityPart, ServerPart } from './document-parts.js';
import { makeResolver } from './local-references.js';

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
 * Walks over `paths`; a path item and an operation may be a reference into the same document.
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
    // YAML reads a path without anything below it as null.
    if (path.startsWith('x-') || value === null) continue;
    const where = `paths.${path}`;
    const item = resolve(value, where);
    const { servers } = parsePart(pathItemPart, item, where);
    for (const method of METHODS) {
      const operation = (item as Readonly<Record<string, unknown>>)[method];
      if (operation === undefined) continue;
      const part = parsePart(operationPart, resolve(operation, `${where}.${method}`), `${where}.${method}`);
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
