import { operationPart, parameterPart, parsePart, pathItemPart } from './document-parts.js';
import type { SecurityPart, ServerPart } from './document-parts.js';
import { makeResolver } from './local-references.js';
import type { Resolve } from './local-references.js';

/** One operation as it stands in `paths`. */
export interface FoundOperation {
  readonly where: string;
  readonly path: string;
  readonly method: string;
  readonly security: SecurityPart | undefined;
  /** The most particular list: of the operation, else of its path; undefined for the document's. */
  readonly servers: readonly ServerPart[] | undefined;
  /** A way to write a parameter of the path that no template has; null for none. */
  readonly oddStyle: string | null;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'] as const;
const OTHER_MEMBERS: readonly string[] = ['$ref', 'summary', 'description', 'servers', 'parameters'];
/** Extensions with such a name may close more than the standard's members say. */
const ABOUT_ACCESS = /^x-.*(auth|secur|scope|role|permission|privilege|acl)/i;

/**
 * Walks over `paths`; a path item and an operation may be a reference into the same document. What is passed over though
 * it may matter is added to `remarks`.
 *
 * @throws ScopegateError `invalid_argument` for references that lead nowhere or outside
 */
export async function findOperations(
  document: object,
  paths: Readonly<Record<string, unknown>>,
  remarks: Set<string>,
): Promise<FoundOperation[]> {
  const resolve = await makeResolver(document);
  const found: FoundOperation[] = [];
  const extensions = new Map<string, number>();
  for (const [path, value] of Object.entries(paths)) {
    // YAML reads a path without anything below it as null.
    if (path.startsWith('x-') || value === null) continue;
    const where = `paths.${path}`;
    const item = resolve(value, where) as Readonly<Record<string, unknown>>;
    const { servers, parameters } = parsePart(pathItemPart, item, where);
    noteMembers(item, where, remarks);
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const place = `${where}.${method}`;
      const part = parsePart(operationPart, resolve(operation, place), place);
      for (const name of Object.keys({ ...item, ...part })) {
        if (ABOUT_ACCESS.test(name)) extensions.set(name, (extensions.get(name) ?? 0) + 1);
      }
      found.push({
        where: place,
        path,
        method: method.toUpperCase(),
        security: part.security,
        servers: part.servers ?? servers,
        oddStyle: oddStyle([...(parameters ?? []), ...(part.parameters ?? [])], place, resolve),
      });
    }
  }
  for (const [name, count] of extensions) {
    remarks.add(`${String(count)} operations have "${name}", which is not read; see whether it closes what they open`);
  }
  return found;
}

function noteMembers(item: Readonly<Record<string, unknown>>, where: string, remarks: Set<string>): void {
  const known = [...METHODS, ...OTHER_MEMBERS];
  const unread = Object.keys(item).filter((name) => !known.includes(name) && !name.startsWith('x-'));
  if (unread.length > 0) remarks.add(`${where} has "${unread.join('", "')}", which is not read`);
  if (Object.keys(item).some((name) => /any-method$/i.test(name))) {
    remarks.add(`${where} has an operation for any method in an extension, which is not read`);
  }
}

/** Serialization of path parameters other than `simple` adds "." or ";name=" (OpenAPI 3.1, section 4.8.12.3). */
function oddStyle(parameters: readonly unknown[], where: string, resolve: Resolve): string | null {
  for (const [index, value] of parameters.entries()) {
    const place = `${where}.parameters.${String(index)}`;
    const part = parsePart(parameterPart, resolve(value, place), place);
    if (part.in === 'path' && part.style !== undefined && part.style !== 'simple') {
      return `the parameter "${part.name ?? ''}" has the style "${part.style}"`;
    }
  }
  return null;
}
