import { ScopegateError } from '../../../base/errors.js';
import { toDeclaredGuard } from './declared-guard.js';
import { parsePart, swaggerPart, textOf } from './document-parts.js';
import type { ImportedDocument } from './imported-document.js';
import { findOperations } from './path-items.js';
import { translatePath } from './path-template.js';
import { toServerPlace } from './server-places.js';

/** Reads Swagger 2.0. */
export async function readSwagger(document: object): Promise<ImportedDocument> {
  const part = parsePart(swaggerPart, document, '');
  const remarks = new Set<string>();
  const found = await findOperations(document, part.paths, remarks);
  const host = part.host === undefined ? null : hostOf(part.host, remarks);
  const definitions = part.securityDefinitions ?? {};
  const scopes = new Map(Object.values(definitions).flatMap((definition) => Object.entries(definition.scopes ?? {})));
  const security = { security: part.security, schemes: new Set(Object.keys(definitions)) };
  return {
    title: textOf(part.info.title),
    version: textOf(part.info.version),
    format: 'Swagger 2.0',
    hosts: host === null ? [] : [host],
    operations: found.map(({ where, path, method, security: own }) => ({
      where,
      method,
      ...translatePath(part.basePath ?? '', path),
      notAt: [],
      guard: toDeclaredGuard(own, security),
    })),
    scopes: [...scopes].map(([name, description]) => ({ name, description: textOf(description) })),
    remarks: [...remarks],
  };
}

/** A path there would be lost, and the paths of the document begin with it. */
function hostOf(host: string, remarks: Set<string>): string | null {
  const place = toServerPlace(`https://${host}`, remarks);
  if (place !== null && place.prefix === '') return place.host;
  throw new ScopegateError('invalid_argument', `host: "${host}" is more or less than a host and a port`, {
    hint: 'Write the path into basePath.',
  });
}
