import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import type { FastifySchemaCompiler, FastifySchema } from 'fastify';

/**
 * Bodies are taken as they are: `"1"` is no number there. Everything else of a request is text, and is read as what the
 * schema says.
 */
export function makeValidatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  const options = { allErrors: true, strict: false, useDefaults: true };
  const strict = withFormats(new Ajv(options));
  const reading = withFormats(new Ajv({ ...options, coerceTypes: true }));
  return ({ schema, httpPart }) => (httpPart === 'body' ? strict : reading).compile(schema);
}

function withFormats(ajv: Ajv): Ajv {
  addFormats.default(ajv, ['date-time']);
  return ajv;
}
