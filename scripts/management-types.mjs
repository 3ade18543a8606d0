/** The types and the table of operations of the client, from an OpenAPI document; see generate-management.mjs. */

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
 * @param {Json} document
 * @returns {string} the file src/wire/management.ts
 */
export function operationTypes(document) {
  const rows = operationsOf(document).map(({ id, operation }) => {
    const { summary, parameters = [], requestBody, responses } = operation;
    const input = ['path', 'query', 'header'].flatMap((place) => inputPart(document, place, parameters));
    const body = requestBody?.content?.['application/json']?.schema;
    if (body !== undefined) input.push(`body: ${typeOf(document, body)}`);
    const outputs = Object.entries(responses)
      .filter(([status]) => status.startsWith('2'))
      .map(([, { content }]) => typeOf(document, content?.['application/json']?.schema ?? { type: 'null' }));
    const output = [...new Set(outputs)].join(' | ');
    const taken = input.length === 0 ? 'object' : `{ ${input.join('; ')} }`;
    return `  /** ${summary ?? id} */\n  ${id}: { input: ${taken}; output: ${output} };\n`;
  });
  return `// Made from the OpenAPI document of the Management API.\n\nexport interface ManagementOperations {\n${rows.join('')}}\n`;
}

/**
 * @param {Json} document
 * @param {string} place
 * @param {Json[]} parameters
 * @returns {string[]}
 */
function inputPart(document, place, parameters) {
  const here = parameters.filter((parameter) => parameter.in === place);
  if (here.length === 0) return [];
  const fields = here.map(({ name, required, schema }) => {
    return `${JSON.stringify(name)}${required ? '' : '?'}: ${typeOf(document, schema)}`;
  });
  const isRequired = here.some(({ required }) => required);
  return [`${place === 'header' ? 'headers' : place}${isRequired ? '' : '?'}: { ${fields.join('; ')} }`];
}

/**
 * @param {Json} document
 * @param {Json} schema
 * @returns {string}
 */
function typeOf(document, schema) {
  if (schema.$ref !== undefined) {
    const target = schema.$ref
      .slice(2)
      .split('/')
      .reduce((/** @type {Json} */ at, /** @type {string} */ key) => at[key], document);
    return typeOf(document, target);
  }
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return choices.map((/** @type {Json} */ choice) => typeOf(document, choice)).join(' | ');
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum !== undefined)
    return schema.enum.map((/** @type {unknown} */ value) => JSON.stringify(value)).join(' | ');
  if (Array.isArray(schema.type)) {
    return schema.type.map((/** @type {string} */ type) => typeOf(document, { ...schema, type })).join(' | ');
  }
  if (schema.type === 'array') return `readonly (${typeOf(document, schema.items ?? {})})[]`;
  if (schema.type === 'object') return objectType(document, schema);
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  return ['string', 'boolean', 'null'].includes(schema.type) ? schema.type : 'unknown';
}

/**
 * @param {Json} document
 * @param {Json} schema
 * @returns {string}
 */
function objectType(document, { properties = {}, required = [] }) {
  const fields = Object.entries(properties).map(
    ([name, schema]) => `${JSON.stringify(name)}${required.includes(name) ? '' : '?'}: ${typeOf(document, schema)}`,
  );
  return fields.length === 0 ? 'Readonly<Record<string, unknown>>' : `{ ${fields.join('; ')} }`;
}
