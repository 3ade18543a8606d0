import type { FastifySerializerCompiler } from 'fastify/types/schema.js';

/** As much of a JSON schema as says which members an answer has. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly anyOf?: readonly Shape[];
  /** `true`: whatever members there are. */
  readonly additionalProperties?: unknown;
}

/**
 * Writes what the schema of an answer names and nothing else. It does not validate: a row that breaks a rule of today is
 * shown as it is, where the serializer of fastify throws and takes the whole page with it.
 */
export const compileSerializer: FastifySerializerCompiler<unknown> =
  ({ schema }) =>
  (value: unknown) =>
    JSON.stringify(shaped(schema as Shape, value));

function shaped(shape: Shape, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { items, properties, anyOf, additionalProperties } = shape;
  if (anyOf !== undefined) {
    const fitting = anyOf.find((one) => fits(one, value));
    return fitting === undefined ? null : shaped(fitting, value);
  }
  if (Array.isArray(value)) return items === undefined ? value : value.map((item) => shaped(items, item));
  if (properties === undefined || additionalProperties === true) return value;
  const source = value as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, inner]) => {
      // Also what an object has by its class, such as a getter; `in` would find members of every object.
      const member = name in Object.prototype ? undefined : source[name];
      return member === undefined ? [] : [[name, shaped(inner, member)]];
    }),
  );
}

/** Whether a shape of several is meant: an array, or an object with the members that it must have. */
function fits({ items, properties, required = [] }: Shape, value: object): boolean {
  if (Array.isArray(value)) return items !== undefined;
  return properties !== undefined && required.every((name) => name in value);
}
