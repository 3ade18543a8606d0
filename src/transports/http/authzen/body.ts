import type { IncomingMessage } from 'node:http';
import { valuesOf } from '../raw-headers.js';
import { isScopegateError } from '../../../base/errors.js';
import { parseStrictObject } from '../../../base/strict-json.js';
import type { JsonObject } from '../../../base/strict-json.js';
import { AuthzenProblem, bad } from './problem.js';

/** A thousand evaluations, each with a credential of usual size. */
const MAX_BODY_BYTES = 1024 * 1024;
const MAX_DEPTH = 32;
const JSON_TYPE = /^application\/json[ \t]*(?:;|$)/i;

/** @throws AuthzenProblem 400, 413 */
export async function readJsonBody(request: IncomingMessage): Promise<JsonObject> {
  const types = valuesOf(request.rawHeaders, 'content-type');
  if (types.length !== 1 || !JSON_TYPE.test(types[0] ?? '')) throw bad('Content-Type must be application/json');
  const body = await readBody(request);
  if (body.length === 0) throw bad('the body is empty');
  try {
    return parseStrictObject(body, { maxBytes: MAX_BODY_BYTES, maxDepth: MAX_DEPTH });
  } catch (error) {
    if (isScopegateError(error)) throw bad(`the body is not usable JSON: ${error.message}`);
    throw error;
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    // The rest is not read, so the connection cannot be used again.
    if (length > MAX_BODY_BYTES)
      throw new AuthzenProblem(413, 'the body is larger than 1 MiB; send fewer evaluations at once', {
        Connection: 'close',
      });
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
