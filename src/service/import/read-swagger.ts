import { toDeclaredGuard } from './declared-guard.js';
import { parsePart, swaggerPart } from './document-parts.js';
import type { ImportedDocument } from './imported-document.js';
import { findOperations } from './path-items.js';
import { toServerPlace, toTemplate } from './path-template.js';
import { withKnownHost } from './server-places.js';

/** Reads Swagger 2.0. */
export async function readSwagger(document: object): Promise<ImportedDocument> {
  const part = parsePart(swaggerPart, document, '');
  const found = await findOperations(document, part.paths);
  const remarks = new Set<string>();
  const place = part.host === undefined ? null : toServerPlace(`https://${part.host}`);
  const host = place === null ? null : withKnownHost(place, remarks).host;
  const scopes = new Map(
    Object.values(part.securityDefinitions ?? {}).flatMap((definition) => Object.entries(definition.scopes ?? {})),
  );
  return {
    title: part.info.title,
    version: part.info.version,
    format: 'Swagger 2.0',
    hosts: host === null ? [] : [host],
    operations: found.map(({ where, path, method, security }) => ({
      where,
      method,
      template: toTemplate(part.basePath ?? '', path),
      guard: toDeclaredGuard(security, part.security),
    })),
    scopes: [...scopes].map(([name, description]) => ({ name, description })),
    remarks: [...remarks],
  };
}
