import { ScopegateError } from '../../../base/errors.js';
import type { ImportedDocument } from './imported-document.js';
import { parseText } from './parse-text.js';
import { readDiscovery } from './read-discovery.js';
import { readOpenApi } from './read-openapi.js';
import { readSwagger } from './read-swagger.js';

/**
 * Reads an OpenAPI 3.0 or 3.1, Swagger 2.0 or Google discovery document. References must be local: nothing is fetched.
 *
 * @param onlyHost take what this host of the document serves, and nothing else; null for everything
 * @throws ScopegateError `invalid_argument` naming the place in the document
 */
export async function readDocument(text: string, onlyHost: string | null = null): Promise<ImportedDocument> {
  const document = parseText(text);
  if (typeof document !== 'object' || document === null) throw unknownFormat();
  if ('openapi' in document) return readOpenApi(document, onlyHost);
  if (onlyHost !== null) throw onlyOpenApi();
  if ('swagger' in document) return readSwagger(document);
  if ('discoveryVersion' in document || 'rootUrl' in document) return readDiscovery(document);
  throw unknownFormat();
}

function onlyOpenApi(): ScopegateError {
  return new ScopegateError('invalid_argument', 'only OpenAPI 3 documents have several hosts to choose from');
}

function unknownFormat(): ScopegateError {
  return new ScopegateError('invalid_argument', 'this is no OpenAPI 3, Swagger 2.0 or Google discovery document', {
    hint: 'Such a document has "openapi", "swagger" or "discoveryVersion" at its top.',
  });
}
