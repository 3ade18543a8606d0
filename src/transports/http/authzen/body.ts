import type { IncomingMessage } from 'node:http';
import { valuesOf } from '../raw-headers.js';
import { parseJsonObject } from './json-text.js';
import type { JsonObject } from './json-text.js';
import { Problem, bad } from './problem.js';

/** A thousand evaluations, each with a credential of usual size. */
const MAX_BODY_BYTES = 1024 * 1024;
const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/** @throws Problem 400, 413 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonObject> {
  const types = valuesOf(request.rawHeaders, 'content-type');
  if (types.length !== 1 || !JSON_TYPE.test(types[0] ?? '')) throw bad('Content-Type must be application/json');
  return parseJsonObject(await readBody(request));
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is not read, so the connection cannot be used again.
    if (length > MAX_BODY_BYTES) throw new Problem(413, 'the body is larger than 1 MiB', { Connection: 'close' });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
