import { Type } from 'typebox';
import type { Static } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { anyNames, makeShape } from '../../../base/shape.js';
import { expandedPath } from './discovery-path.js';
import { Text, parsePart, textOf } from './document-parts.js';
import type { DeclaredGuard, ImportedDocument, ImportedOperation } from './imported-document.js';
import { translatePath } from './path-template.js';
import { toServerPlace } from './server-places.js';

/** Any other, such as `*`, would stand for methods that the document does not name. */
const METHODS = ['GET', 'PUT', 'POST', 'DELETE', 'OPTIONS', 'HEAD', 'PATCH', 'TRACE'];

const MediaUpload = Type.Object({ protocols: Type.Optional(anyNames(Type.Object({ path: Type.String() }))) });

const Method = Type.Object({
  id: Type.String(),
  httpMethod: Type.Refine(
    Type.String(),
    (name) => METHODS.includes(name.toUpperCase()),
    () => `must be one of ${METHODS.join(', ')}`,
  ),
  path: Type.String(),
  flatPath: Type.Optional(Type.String()),
  parameters: Type.Optional(anyNames(Type.Object({ pattern: Type.Optional(Type.String()) }))),
  scopes: Type.Optional(Type.Array(Type.String())),
  supportsMediaDownload: Type.Optional(Type.Boolean()),
  mediaUpload: Type.Optional(MediaUpload),
});

const Node = Type.Object({
  methods: Type.Optional(anyNames(Method)),
  resources: Type.Optional(anyNames(Type.Unknown())),
});

const readNode = makeShape(Node);

const readHead = makeShape(
  Type.Object({
    title: Type.Optional(Text),
    name: Type.String(),
    version: Type.String(),
    rootUrl: Type.String(),
    servicePath: Type.Optional(Type.String()),
    auth: Type.Optional(
      Type.Object({
        oauth2: Type.Object({ scopes: anyNames(Type.Object({ description: Type.Optional(Type.String()) })) }),
      }),
    ),
  }),
);

type Node = Static<typeof Node>;
type Method = Static<typeof Method>;

/**
 * Reads a Google API discovery document. Its lists of scopes mean any-of.
 */
export function readDiscovery(value: object): ImportedDocument {
  const part = parsePart(readHead, value, '');
  const title = textOf(part.title);
  const remarks = new Set<string>();
  const place = toServerPlace(part.rootUrl, remarks);
  if (place === null) throw new ScopegateError('invalid_argument', `rootUrl: "${part.rootUrl}" cannot be read`);
  const prefix = `${place.prefix}/${part.servicePath ?? ''}`;
  const found: ImportedOperation[] = [];
  walk(parsePart(readNode, value, ''), '', (operation, where) => {
    found.push(...toOperations(operation, where, prefix));
  });
  const scopes = Object.entries(part.auth?.oauth2.scopes ?? {});
  return {
    title: title === '' ? part.name : title,
    version: part.version,
    format: 'Google discovery',
    hosts: place.host === null ? [] : [place.host],
    operations: found,
    scopes: scopes.map(([name, { description }]) => ({ name, description: description ?? '' })),
    remarks: [...remarks],
  };
}

function walk(current: Node, where: string, visit: (operation: Method, where: string) => void): void {
  for (const [name, operation] of Object.entries(current.methods ?? {})) visit(operation, `${where}methods.${name}`);
  for (const [name, child] of Object.entries(current.resources ?? {})) {
    const place = `${where}resources.${name}`;
    walk(parsePart(readNode, child, place), `${place}.`, visit);
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
      'why' in expanded
        ? { template: path, fit: { kind: 'unusable', why: expanded.why } as const }
        : translatePath(before, `/${expanded.path.replace(/^\//, '')}`);
    return { where, method: operation.httpMethod.toUpperCase(), ...translated, guard, notAt: [] };
  };
  const own = make(prefix, operation.path, operation.flatPath);
  // The expanded path is that of the method, not of its media.
  const uploads = Object.values(operation.mediaUpload?.protocols ?? {}).map(({ path }) => make('', path, undefined));
  const downloads =
    operation.supportsMediaDownload === true ? [make(`/download${prefix}`, operation.path, operation.flatPath)] : [];
  return [own, ...uploads, ...downloads];
}
