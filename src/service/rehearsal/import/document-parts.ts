import { Type } from 'typebox';
import type { Static } from 'typebox';
import { ScopegateError } from '../../../base/errors.js';
import { anyNames, faultText, makeShape, nullable } from '../../../base/shape.js';
import type { Shape } from '../../../base/shape.js';

/** The parts of OpenAPI and Swagger documents that matter to a policy; everything else is passed over. */

/** YAML reads a text without quotes as a number, a truth value or nothing. */
export const Text = nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()]));

export function textOf(text: Static<typeof Text> | undefined): string {
  return String(text ?? '');
}

const Security = Type.Array(anyNames(Type.Array(Type.String())));

const Server = Type.Object({
  url: Type.String(),
  variables: Type.Optional(anyNames(Type.Object({ default: Text, enum: Type.Optional(Type.Array(Text)) }))),
});

const Reference = { $ref: Type.Optional(Type.String()) };

export const referencePart = makeShape(Type.Object(Reference));

export const operationPart = makeShape(
  Type.Object({
    ...Reference,
    parameters: Type.Optional(Type.Array(Type.Unknown())),
    security: Type.Optional(Security),
    servers: Type.Optional(Type.Array(Server)),
  }),
);

export const pathItemPart = makeShape(
  Type.Object({
    ...Reference,
    parameters: Type.Optional(Type.Array(Type.Unknown())),
    servers: Type.Optional(Type.Array(Server)),
    // Read by nobody else either, and whoever wrote it meant to close something.
    security: Type.Optional(
      Type.Refine(
        Type.Unknown(),
        () => false,
        () => 'is no part of a path by the standard: write it at each operation',
      ),
    ),
  }),
);

export const parameterPart = makeShape(
  Type.Object({
    name: Type.Optional(Type.String()),
    in: Type.Optional(Type.String()),
    style: Type.Optional(Type.String()),
  }),
);

const Flow = Type.Object({ scopes: Type.Optional(anyNames(Text)) });

const Info = Type.Object({ title: Type.Optional(Text), version: Type.Optional(Text) });

export const OpenApi = Type.Object({
  openapi: Type.Refine(
    Text,
    (version) => /^3\.[01](\.|$)/.test(textOf(version)),
    () => 'must be 3.0.x or 3.1.x',
  ),
  info: Info,
  servers: Type.Optional(Type.Array(Server)),
  security: Type.Optional(Security),
  paths: Type.Optional(anyNames(Type.Unknown())),
  components: Type.Optional(
    Type.Object({
      securitySchemes: Type.Optional(anyNames(Type.Object({ flows: Type.Optional(anyNames(Flow)) }))),
    }),
  ),
});

export const openApiPart = makeShape(OpenApi);

export const swaggerPart = makeShape(
  Type.Object({
    swagger: Type.Union([Type.Literal('2.0'), Type.Literal(2)]),
    info: Info,
    host: Type.Optional(Type.String()),
    basePath: Type.Optional(Type.String()),
    security: Type.Optional(Security),
    paths: anyNames(Type.Unknown()),
    securityDefinitions: Type.Optional(anyNames(Flow)),
  }),
);

export type ServerPart = Static<typeof Server>;
export type SecurityPart = readonly Readonly<Record<string, readonly string[]>>[];

/** @throws ScopegateError `invalid_argument` naming the place */
export function parsePart<Part>(shape: Shape<Part>, value: unknown, where: string): Part {
  const { value: part, faults } = shape(value);
  if (faults === null) return part;
  const [{ path, problem } = { path: [], problem: 'is not valid' }] = faults;
  const place = [where, ...path].filter((name) => name !== '');
  throw new ScopegateError(
    'invalid_argument',
    place.length === 0 ? `the document: ${problem}` : faultText({ path: place, problem }),
  );
}
