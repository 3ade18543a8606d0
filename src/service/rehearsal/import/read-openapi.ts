import type { Static } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { toDeclaredGuard } from './declared-guard.js';
import { openApiPart, parsePart, textOf } from './document-parts.js';
import type { OpenApi, ServerPart } from './document-parts.js';
import type { ImportedDocument, ImportedOperation, ImportedScope } from './imported-document.js';
import { findOperations } from './path-items.js';
import type { FoundOperation } from './path-items.js';
import { translatePath } from './path-template.js';
import type { PathFit } from './path-template.js';
import { serverPlaces } from './server-places.js';
import type { ServerPlace } from './server-places.js';

/**
 * Reads OpenAPI 3.0.x and 3.1.x.
 *
 * @param onlyHost take what this host of the document serves, and nothing else; null for everything
 */
export async function readOpenApi(document: object, onlyHost: string | null): Promise<ImportedDocument> {
  const part = parsePart(openApiPart, document, '');
  const remarks = new Set<string>();
  const placesOf = (servers: readonly ServerPart[] | undefined): ServerPlace[] =>
    serverPlaces(servers, remarks).filter(({ host }) => onlyHost === null || host === null || host === onlyHost);
  const rootPlaces = placesOf(part.servers);
  const schemes = part.components?.securitySchemes ?? {};
  const security = { security: part.security, schemes: new Set(Object.keys(schemes)) };
  const hosts = new Set(rootPlaces.flatMap(({ host }) => host ?? []));
  const operations: ImportedOperation[] = [];
  for (const found of await findOperations(document, part.paths ?? {}, remarks)) {
    const guard = toDeclaredGuard(found.security, security);
    const own = found.servers === undefined ? rootPlaces : placesOf(found.servers);
    for (const host of own.flatMap(({ host: named }) => named ?? [])) {
      if (onlyHost !== null) hosts.add(host);
      else if (!hosts.has(host))
        remarks.add(`some operations are served by "${host}", which is not among the hosts of the API`);
    }
    operations.push(...operationsAt(found, own, rootPlaces).map((operation) => ({ ...operation, guard })));
  }
  if (onlyHost !== null && !hosts.has(onlyHost)) throw unknownHost(onlyHost);
  return {
    title: textOf(part.info.title),
    version: textOf(part.info.version),
    format: textOf(part.openapi).startsWith('3.0') ? 'OpenAPI 3.0' : 'OpenAPI 3.1',
    hosts: [...hosts],
    operations,
    scopes: toScopes(schemes),
    remarks: [...remarks],
  };
}

function unknownHost(host: string): ScopegateError {
  return new ScopegateError('invalid_argument', `the document has no server with the host "${host}"`);
}

/** One endpoint for each different path prefix, so that no way in is left unguarded. */
function operationsAt(
  { where, method, path, oddStyle }: FoundOperation,
  places: readonly ServerPlace[],
  rootPlaces: readonly ServerPlace[],
): Omit<ImportedOperation, 'guard'>[] {
  if (places.length === 0) {
    const why = 'no server that it names can be read';
    return [{ where, method, template: path, fit: { kind: 'unusable', why }, notAt: [] }];
  }
  const all = [...new Set(rootPlaces.map(({ authority }) => authority))];
  return [...new Set(places.map(({ prefix }) => prefix))].map((prefix) => {
    const here = places.filter((place) => place.prefix === prefix).map(({ authority }) => authority);
    const notAt = all
      .filter((authority) => !here.includes(authority))
      .map((authority) => (authority === '' ? '/' : authority));
    const { template, fit } = translatePath(prefix, path);
    return { where, method, template, fit: withStyle(fit, oddStyle), notAt };
  });
}

function withStyle(fit: PathFit, oddStyle: string | null): PathFit {
  return oddStyle === null || fit.kind === 'unusable' ? fit : { kind: 'unusable', why: oddStyle };
}

type Schemes = NonNullable<NonNullable<Static<typeof OpenApi>['components']>['securitySchemes']>;

function toScopes(schemes: Schemes): ImportedScope[] {
  const scopes = new Map<string, string>();
  for (const { flows } of Object.values(schemes)) {
    for (const flow of Object.values(flows ?? {})) {
      for (const [name, description] of Object.entries(flow.scopes ?? {})) scopes.set(name, textOf(description));
    }
  }
  return [...scopes].map(([name, description]) => ({ name, description }));
}
