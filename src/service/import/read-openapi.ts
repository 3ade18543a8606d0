import { toDeclaredGuard } from './declared-guard.js';
import { openApiPart, parsePart } from './document-parts.js';
import type { ImportedDocument, ImportedOperation, ImportedScope } from './imported-document.js';
import { findOperations } from './path-items.js';
import { toTemplate } from './path-template.js';
import type { ServerPlace } from './path-template.js';
import { serverPlaces } from './server-places.js';

/** Reads OpenAPI 3.0.x and 3.1.x. */
export async function readOpenApi(document: object): Promise<ImportedDocument> {
  const part = parsePart(openApiPart, document, '');
  const remarks = new Set<string>();
  const places = serverPlaces(part.servers, remarks);
  const hosts = new Set(places.flatMap(({ host }) => host ?? []));
  const operations: ImportedOperation[] = [];
  for (const { where, path, method, security, servers } of await findOperations(document, part.paths ?? {})) {
    const guard = toDeclaredGuard(security, part.security);
    const own = servers === undefined ? places : serverPlaces(servers, remarks);
    for (const host of own.flatMap(({ host: named }) => named ?? [])) {
      if (!hosts.has(host))
        remarks.add(`some operations are served by "${host}", which is not among the hosts of the API`);
    }
    for (const prefix of prefixesOf(own)) {
      operations.push({ where, method, template: toTemplate(prefix, path), guard });
    }
  }
  return {
    title: part.info.title,
    version: part.info.version,
    format: part.openapi.startsWith('3.0') ? 'OpenAPI 3.0' : 'OpenAPI 3.1',
    hosts: [...hosts],
    operations,
    scopes: toScopes(part.components?.securitySchemes ?? {}),
    remarks: [...remarks],
  };
}

/** One endpoint for each different path prefix, so that no way in is left unguarded. */
function prefixesOf(places: readonly ServerPlace[]): string[] {
  return places.length === 0 ? [''] : [...new Set(places.map(({ prefix }) => prefix))];
}

type Schemes = Readonly<
  Record<
    string,
    { readonly flows?: Readonly<Record<string, { scopes?: Readonly<Record<string, string>> | undefined }>> | undefined }
  >
>;

function toScopes(schemes: Schemes): ImportedScope[] {
  const scopes = new Map<string, string>();
  for (const { flows } of Object.values(schemes)) {
    for (const flow of Object.values(flows ?? {})) {
      for (const [name, description] of Object.entries(flow.scopes ?? {})) scopes.set(name, description);
    }
  }
  return [...scopes].map(([name, description]) => ({ name, description }));
}
