/** The types and the table of operations of the client, from an OpenAPI document; see generate-management.mjs. */
import openapiTypescript, { astToString } from 'openapi-typescript';

/** @typedef {any} Json */
const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/**
 * @param {Json} document
 * @returns {{ id: string, method: string, path: string, operation: Json }[]}
 */
function operationsOf(document) {
  return Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.filter((method) => item[method]?.operationId !== undefined).map((method) => ({
      id: item[method].operationId,
      method: method.toUpperCase(),
      path,
      operation: item[method],
    })),
  );
}

/**
 * @param {Json} document
 * @returns {string} the file src/client/management/operations.ts
 */
export function operationTable(document) {
  const rows = operationsOf(document).map(({ id, method, path }) => `  ${id}: ['${method}', '${path}'],\n`);
  return `// Made from the OpenAPI document of the Management API.\n\n/** Method and path of every operation. */\nexport const OPERATIONS = {\n${rows.join('')}} as const;\n`;
}

/**
 * Every shape under its name, and what each operation takes and answers.
 * @param {Json} document
 * @returns {Promise<string>} the file src/wire/management.ts
 */
export async function operationTypes(document) {
  const types = await openapiTypescript(JSON.parse(JSON.stringify(document)), {
    immutable: true,
    // A client may leave out what has a default.
    defaultNonNullable: false,
    rootTypes: true,
    rootTypesNoSchemaPrefix: true,
  });
  return `// Made by openapi-typescript from the OpenAPI document of the Management API.\n\n${astToString(types)}`;
}
