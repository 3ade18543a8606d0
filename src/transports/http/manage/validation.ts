import type { FastifySchema, FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { makeShape } from '../../../base/shape.js';
import type { ShapeFault } from '../../../base/shape.js';

/**
 * Bodies are taken as they are: `"1"` is no number there. Everything else of a request is text, and is read as what the
 * schema says.
 */
export function makeValidatorCompiler(): FastifySchemaCompiler<FastifySchema> {
  return ({ schema, httpPart }) => {
    const read = makeShape(schema as TSchema);
    const properties = (schema as { properties?: Properties }).properties ?? {};
    return (data: unknown) => {
      const { value, faults } = read(httpPart === 'body' ? data : fromTexts(data, properties));
      return faults === null ? { value } : { error: faults.map(toValidationFault) as unknown as Error };
    };
  };
}

type Properties = Readonly<Record<string, { readonly type?: unknown }>>;

/**
 * The members that the schema calls whole numbers or truth values, where their text is one. Any other text stays as it is,
 * and is a fault: typebox's own conversion would read "1.5" as 1 and nothing as 0.
 */
function fromTexts(data: unknown, properties: Properties): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return Object.fromEntries(
    Object.entries(data).map(([name, text]) => [
      name,
      typeof text === 'string' && Object.hasOwn(properties, name) ? fromText(text, properties[name]?.type) : text,
    ]),
  );
}

function fromText(text: string, type: unknown): unknown {
  if (type === 'integer' && /^-?\d{1,15}$/.test(text)) return Number(text);
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** In the form in which fastify passes faults on to the error handler. */
function toValidationFault({ path, problem }: ShapeFault) {
  const instancePath = `/${path.map((name) => name.slice(0, 100)).join('/')}`;
  return { keyword: '', instancePath, schemaPath: '', params: {}, message: problem };
}
