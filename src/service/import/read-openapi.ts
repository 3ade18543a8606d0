import { toDeclaredGuard } from './declared-guard.js';
import { openApiPart, parsePart } from './document-parts.js';
import type { ServerPart } from './document-parts.js';
import type { ImportedDocument, ImportedOperation, ImportedScope } from './imported-document.js';
import { findOperations } from './path-items.js';
import { toServerPlace, toTemplate } from './path-template.js';
import type { ServerPlace } from './path-template.js';

/** Reads OpenAPI 3.0.x and 3.1.x. */
export async function readOpenApi(document: object): Promise<ImportedDocument> {
  const part = parsePart(openApiPart, document, '');
  const remarks: string[] = [];
  const places = toPlaces(part.servers, remarks);
  const operations: ImportedOperation[] = [];
  for (const { where, path, method, security, servers } of await findOperations(document, part.paths ?? {})) {
    const guard = toDeclaredGuard(security, part.security);
    for (const prefix of prefixesOf(servers === undefined ? places : toPlaces(servers, remarks))) {
      operations.push({ where, method, template: toTemplate(prefix, path), guard });
    }
  }
  return {
    title: part.info.title,
    version: part.info.version,
    format: part.openapi.startsWith('3.0') ? 'OpenAPI 3.0' : 'OpenAPI 3.1',
    hosts: [...new Set(places.flatMap(({ host }) => host ?? []))],
    operations,
    scopes: toScopes(part.components?.securitySchemes ?? {}),
    remarks,
  };
}

/** Servers with their variables filled in by the defaults; without servers the root (OpenAPI 3.1, section 4.8.1). */
function toPlaces(servers: readonly ServerPart[] | undefined, remarks: string[]): ServerPlace[] {
  const places: ServerPlace[] = [];
  for (const { url, variables } of servers ?? []) {
    const filled = url.replace(/\{([^{}]*)\}/g, (whole, name: string) => variables?.[name]?.default ?? whole);
    const place = toServerPlace(filled);
    if (place === null || filled.includes('{')) remarks.push(`the server "${url}" cannot be read and is left out`);
    else places.push(place);
  }
  return places;
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
