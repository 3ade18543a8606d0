import { z } from 'zod';
import { ScopegateError } from '../../../base/errors.js';
import { expandedPath } from './discovery-path.js';
import { parsePart } from './document-parts.js';
import type { DeclaredGuard, ImportedDocument, ImportedOperation } from './imported-document.js';
import { translatePath } from './path-template.js';
import { toServerPlace } from './server-places.js';

/** Any other, such as `*`, would stand for methods that the document does not name. */
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'] as const;

const mediaProtocol = z.looseObject({ path: z.string() });

const method = z.looseObject({
  id: z.string(),
  httpMethod: z.string().toUpperCase().pipe(z.enum(METHODS)),
  path: z.string(),
  flatPath: z.string().optional(),
  parameters: z.record(z.string(), z.looseObject({ pattern: z.string().optional() })).optional(),
  scopes: z.array(z.string()).optional(),
  supportsMediaDownload: z.boolean().optional(),
  mediaUpload: z.looseObject({ protocols: z.record(z.string(), mediaProtocol).optional() }).optional(),
});

const node = z.looseObject({
  methods: z.record(z.string(), method).optional(),
  resources: z.record(z.string(), z.unknown()).optional(),
});

const document = z.looseObject({
  title: z.coerce.string().default(''),
  name: z.string(),
  version: z.string(),
  rootUrl: z.string(),
  servicePath: z.string().default(''),
  auth: z
    .looseObject({
      oauth2: z.looseObject({ scopes: z.record(z.string(), z.looseObject({ description: z.string().default('') })) }),
    })
    .optional(),
});

type Node = z.infer<typeof node>;
type Method = z.infer<typeof method>;

/**
 * Reads a Google API discovery document. Its lists of scopes mean any-of.
 */
export function readDiscovery(value: object): ImportedDocument {
  const part = parsePart(document, value, '');
  const remarks = new Set<string>();
  const place = toServerPlace(part.rootUrl, remarks);
  if (place === null) throw new ScopegateError('invalid_argument', `rootUrl: "${part.rootUrl}" cannot be read`);
  const prefix = `${place.prefix}/${part.servicePath}`;
  const found: ImportedOperation[] = [];
  walk(parsePart(node, value, ''), '', (operation, where) => {
    found.push(...toOperations(operation, where, prefix));
  });
  const scopes = Object.entries(part.auth?.oauth2.scopes ?? {});
  return {
    title: part.title === '' ? part.name : part.title,
    version: part.version,
    format: 'Google discovery',
    hosts: place.host === null ? [] : [place.host],
    operations: found,
    scopes: scopes.map(([name, { description }]) => ({ name, description })),
    remarks: [...remarks],
  };
}

function walk(current: Node, where: string, visit: (operation: Method, where: string) => void): void {
  for (const [name, operation] of Object.entries(current.methods ?? {})) visit(operation, `${where}methods.${name}`);
  for (const [name, child] of Object.entries(current.resources ?? {})) {
    const place = `${where}resources.${name}`;
    walk(parsePart(node, child, place), `${place}.`, visit);
  }
}

/** A method, and the other paths by which its media are sent and fetched. */
function toOperations(operation: Method, where: string, prefix: string): ImportedOperation[] {
  const guard: DeclaredGuard =
    operation.scopes === undefined || operation.scopes.length === 0
      ? { kind: 'undeclared' }
      : {
          kind: 'alternatives',
          alternatives: operation.scopes.map((scope) => ({ schemes: ['oauth2'], scopes: [scope] })),
        };
  const make = (before: string, path: string, flatPath: string | undefined): ImportedOperation => {
    const expanded = expandedPath({ path, flatPath, parameters: operation.parameters });
    const translated =
      expanded === null
        ? { template: path, fit: { kind: 'unusable', why: 'a parameter has a pattern' } as const }
        : translatePath(before, `/${expanded.replace(/^\//, '')}`);
    return { where, method: operation.httpMethod, ...translated, guard, notAt: [] };
  };
  const own = make(prefix, operation.path, operation.flatPath);
  // The expanded path is that of the method, not of its media.
  const uploads = Object.values(operation.mediaUpload?.protocols ?? {}).map(({ path }) => make('', path, undefined));
  const downloads =
    operation.supportsMediaDownload === true ? [make(`/download${prefix}`, operation.path, operation.flatPath)] : [];
  return [own, ...uploads, ...downloads];
}
