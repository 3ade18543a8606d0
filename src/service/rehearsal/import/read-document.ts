import { ScopegateError } from '../../../base/errors.js';
import type { ImportedDocument } from './imported-document.js';
import { readDiscovery } from './read-discovery.js';
import { readOpenApi } from './read-openapi.js';
import { readSwagger } from './read-swagger.js';
import { parseStrictJson } from '../../../base/strict-json.js';
import { parseStrictYaml } from './strict-yaml.js';

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

/** Larger documents are refused before they are parsed; the largest public ones have about 15 MB. */
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 200;

/**
 * Parses a document in JSON or YAML 1.2, of which JSON is a part. Two equal members of an object are refused: one of them
 * would be lost.
 *
 * @throws ScopegateError `invalid_argument` with line and column
 */
function parseText(text: string): unknown {
  if (Buffer.byteLength(text) > MAX_BYTES) {
    throw new ScopegateError('invalid_argument', `the document is larger than ${String(MAX_BYTES)} bytes`);
  }
  const plain = text.replace(/^\uFEFF/, '');
  return /^\s*[{[]/.test(plain.slice(0, 1000))
    ? parseStrictJson(plain, { maxBytes: MAX_BYTES, maxDepth: MAX_DEPTH })
    : parseStrictYaml(plain, MAX_DEPTH);
}
