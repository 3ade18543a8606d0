import { z } from 'zod';
import { ScopegateError } from '../../../base/errors.js';

/** The parts of OpenAPI and Swagger documents that matter to a policy; everything else is passed over. */

const securityRequirement = z.record(z.string(), z.array(z.string()));

const serverVariable = z.looseObject({ default: z.coerce.string(), enum: z.array(z.coerce.string()).optional() });

export const serverPart = z.looseObject({
  url: z.string(),
  variables: z.record(z.string(), serverVariable).optional(),
});

export const referencePart = z.looseObject({ $ref: z.string().optional() });

export const operationPart = z.looseObject({
  $ref: z.string().optional(),
  parameters: z.array(z.unknown()).optional(),
  security: z.array(securityRequirement).optional(),
  servers: z.array(serverPart).optional(),
});

export const pathItemPart = z.looseObject({
  $ref: z.string().optional(),
  parameters: z.array(z.unknown()).optional(),
  servers: z.array(serverPart).optional(),
  // Read by nobody else either, and whoever wrote it meant to close something.
  security: z.undefined('is no part of a path by the standard: write it at each operation').optional(),
});

export const parameterPart = z.looseObject({
  name: z.string().optional(),
  in: z.string().optional(),
  style: z.string().optional(),
});

const flow = z.looseObject({ scopes: z.record(z.string(), z.coerce.string()).optional() });

const info = z.looseObject({ title: z.coerce.string(), version: z.coerce.string() });

export const openApiPart = z.looseObject({
  // YAML reads a version without quotes as a number.
  openapi: z.coerce.string().regex(/^3\.[01](\.|$)/, 'must be 3.0.x or 3.1.x'),
  info,
  servers: z.array(serverPart).optional(),
  security: z.array(securityRequirement).optional(),
  paths: z.record(z.string(), z.unknown()).optional(),
  components: z
    .looseObject({
      securitySchemes: z.record(z.string(), z.looseObject({ flows: z.record(z.string(), flow).optional() })).optional(),
    })
    .optional(),
});

export const swaggerPart = z.looseObject({
  swagger: z.union([z.literal('2.0'), z.literal(2)], 'must be 2.0'),
  info,
  host: z.string().optional(),
  basePath: z.string().optional(),
  security: z.array(securityRequirement).optional(),
  paths: z.record(z.string(), z.unknown()),
  securityDefinitions: z.record(z.string(), flow).optional(),
});

export type ServerPart = z.infer<typeof serverPart>;
export type SecurityPart = readonly Readonly<Record<string, readonly string[]>>[];

/** @throws ScopegateError `invalid_argument` naming the place */
export function parsePart<Part>(schema: z.ZodType<Part>, value: unknown, where: string): Part {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const place = [where, ...(issue?.path ?? []).map(String)].filter((part) => part !== '').join('.');
  throw new ScopegateError(
    'invalid_argument',
    `${place === '' ? 'the document' : place}: ${issue?.message ?? 'is not valid'}`,
  );
}
