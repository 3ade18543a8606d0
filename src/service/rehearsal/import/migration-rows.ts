import { ScopegateError } from '../../../base/errors.js';
import type { EndpointSource } from '../../../engine/index.js';
import type { PlannedEndpoint } from './planned-endpoint.js';

/** An endpoint with what the database knows of it beyond the document. */
type Row = PlannedEndpoint & Partial<EndpointSource>;

type Call = 'drop_endpoint' | 'change_endpoint' | 'define_endpoint';

/** One statement that calls a function for every endpoint; none for none. */
export function endpointRows(title: string, call: Call, endpoints: readonly Row[], api: string): string[] {
  if (endpoints.length === 0) return [];
  const columns = COLUMNS[call];
  const values = endpoints.map((row) => `  (${columns.map(({ value }) => value(row)).join(', ')})`);
  const parameters = columns.map(({ argument }) => argument).join(', ');
  const names = columns.map(({ name }) => name).join(', ');
  return [
    `-- ${title}
SELECT scopegate.${call}(${text(api)}, ${parameters})
FROM (VALUES
${values.join(',\n')}
) AS endpoint (${names});\n`,
  ];
}

interface Column {
  readonly name: string;
  readonly argument: string;
  readonly value: (row: Row) => string;
}

const IDENTITY: readonly Column[] = [
  { name: 'method', argument: 'method', value: ({ method }) => text(method) },
  { name: 'template', argument: 'template', value: ({ template }) => text(template) },
];

const GUARD: readonly Column[] = [
  ...IDENTITY,
  { name: 'scopes', argument: 'scopes', value: ({ scopes }) => textArray(scopes) },
  { name: 'access', argument: 'access => access', value: ({ access }) => text(access) },
];

/** `change_endpoint` gives what is left out its default, so everything is said. */
const KEPT: readonly Column[] = [
  { name: 'product', argument: 'product => product', value: ({ product = null }) => nullableText(product) },
  { name: 'managed', argument: 'managed => managed', value: ({ managed = true }) => String(managed) },
  {
    name: 'kinds',
    argument: 'accepted_kinds => kinds',
    value: ({ acceptedKinds = null }) => (acceptedKinds === null ? 'NULL::text[]' : textArray(acceptedKinds)),
  },
  { name: 'encoded', argument: 'encoded => encoded', value: ({ encoded = [] }) => textArray(encoded) },
];

const COLUMNS: Readonly<Record<Call, readonly Column[]>> = {
  drop_endpoint: IDENTITY,
  change_endpoint: [...GUARD, ...KEPT],
  define_endpoint: GUARD,
};

function nullableText(value: string | null): string {
  return value === null ? 'NULL::text' : text(value);
}

/**
 * A string literal that means the same whatever `standard_conforming_strings` is (PostgreSQL manual, 4.1.2).
 *
 * @throws ScopegateError `invalid_argument` for a NUL, without which two names could be one
 */
export function text(value: string): string {
  if (value.includes('\0')) throw new ScopegateError('invalid_argument', `"${value}" holds a NUL character`);
  const quoted = `'${value.replace(/'/g, "''").replace(/\\/g, '\\\\')}'`;
  return value.includes('\\') ? `E${quoted}` : quoted;
}

export function textArray(values: readonly string[]): string {
  return values.length === 0 ? "'{}'::text[]" : `ARRAY[${values.map(text).join(', ')}]`;
}
