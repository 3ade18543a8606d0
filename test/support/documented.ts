import { Errors } from 'typebox/schema';
import type { ManageWorld } from './manage-world.js';

export type JsonSchema = Readonly<Record<string, unknown>>;

interface Media {
  readonly content?: Readonly<Record<string, { readonly schema: JsonSchema }>>;
}

interface OperationObject {
  readonly operationId: string;
  readonly 'x-required-scopes': readonly string[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly schema: JsonSchema }[];
  readonly requestBody?: Media;
  readonly responses: Readonly<Record<string, Media>>;
}

interface Document {
  readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
}

/** An operation as /openapi.json has it. */
export interface Documented {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly scopes: readonly string[];
  readonly statuses: readonly number[];
  readonly query: Readonly<Record<string, JsonSchema>>;
  readonly params: Readonly<Record<string, JsonSchema>>;
  readonly body: JsonSchema | null;
  /** Why this body may not come with this status; null where the document allows it. */
  readonly faultOf: (status: number, body: unknown) => string | null;
}

/** Reads the document that the service serves. */
export async function readDocumented(world: Pick<ManageWorld, 'call'>): Promise<readonly Documented[]> {
  const { body } = await world.call('GET', '/openapi.json', { key: null });
  const { components, ...document } = body as unknown as Document;
  const { paths } = resolved(document, components.schemas) as Document;
  return Object.entries(paths).flatMap(([template, methods]) =>
    Object.entries(methods).map(([method, operation]) => toDocumented(method.toUpperCase(), template, operation)),
  );
}

/** With every reference replaced by what it leads to; shapes do not contain themselves. */
function resolved(value: unknown, schemas: Readonly<Record<string, JsonSchema>>): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { $ref } = value as { $ref?: unknown };
  const target = typeof $ref === 'string' ? schemas[$ref.replace('#/components/schemas/', '')] : value;
  if (target === undefined) throw new Error(`${String($ref)} leads nowhere`);
  return Object.fromEntries(Object.entries(target).map(([name, member]) => [name, resolved(member, schemas)]));
}

function toDocumented(method: string, template: string, operation: OperationObject): Documented {
  const { operationId: id, responses, parameters = [], requestBody } = operation;
  const schemaIn = (place: string): Record<string, JsonSchema> =>
    Object.fromEntries(parameters.filter((each) => each.in === place).map(({ name, schema }) => [name, schema]));
  return {
    id,
    method,
    template,
    scopes: operation['x-required-scopes'],
    statuses: Object.keys(responses).map(Number),
    query: schemaIn('query'),
    params: schemaIn('path'),
    body: requestBody?.content?.['application/json']?.schema ?? null,
    faultOf(status, body) {
      const response = responses[String(status)];
      if (response === undefined) return `${id}: status ${String(status)} is not documented`;
      const schema = response.content?.['application/json']?.schema;
      if (schema === undefined) return body === null ? null : `${id}: a body came with ${String(status)}`;
      const [isRight, errors] = Errors(schema, body);
      const found = errors.map(({ instancePath, message }) => `${instancePath} ${message}`).join(', ');
      return isRight ? null : `${id} ${String(status)}: ${found} in ${JSON.stringify(body).slice(0, 500)}`;
    },
  };
}

/** The path with every parameter filled in. */
export function pathOf({ template }: Documented, value = '1'): string {
  return template.replaceAll(/\{[^}]+\}/g, encodeURIComponent(value));
}
