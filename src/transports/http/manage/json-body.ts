import type { FastifyInstance } from 'fastify';
import { ScopegateError } from '../../../base/errors.js';
import { parseStrictJson } from '../../../base/strict-json.js';

/** Of a body of the Management API. */
export const MAX_BODY_BYTES = 256 * 1024;
const MAX_DEPTH = 32;

/** Replaces the JSON parser of fastify, which takes the last of two equal members. Other media types are 415. */
export function parseStrictBodies(app: FastifyInstance, maxBytes: number): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      done(null, parseBody(body as Buffer, maxBytes));
    } catch (error) {
      done(error as Error);
    }
  });
}

function parseBody(body: Buffer, maxBytes: number): unknown {
  if (body.length === 0) throw new ScopegateError('invalid_argument', 'The body is empty');
  try {
    return parseStrictJson(body, { maxBytes, maxDepth: MAX_DEPTH });
  } catch (cause) {
    const fault = cause instanceof ScopegateError ? cause.message : 'it cannot be read';
    throw new ScopegateError('invalid_argument', `The body is not usable JSON: ${fault}`, { cause });
  }
}
