import type { ImportedDocument } from './imported-document.js';
import type { ImportPlan, PlannedEndpoint } from './plan-import.js';

export interface MigrationTarget {
  /** Name of the API that the endpoints go to. */
  readonly api: string;
  /** Category of new scopes. */
  readonly category: string;
  readonly errorFamily: string;
}

/** What the database already holds of the API; null for an API that does not exist yet. */
export interface ExistingPolicy {
  readonly hosts: readonly string[];
  readonly endpoints: readonly PlannedEndpoint[];
  readonly scopes: ReadonlySet<string>;
}

export interface Migration {
  /** Null when there is nothing to change. */
  readonly sql: string | null;
  readonly added: number;
  readonly changed: number;
  readonly dropped: number;
}

/** Writes the policy migration that brings the API from what exists to what the document says, and nothing else. */
export function toMigration(
  document: ImportedDocument,
  plan: ImportPlan,
  target: MigrationTarget,
  existing: ExistingPolicy | null,
): Migration {
  const before = new Map((existing?.endpoints ?? []).map((endpoint) => [keyOf(endpoint), endpoint]));
  const after = new Map(plan.endpoints.map((endpoint) => [keyOf(endpoint), endpoint]));
  const added = plan.endpoints.filter((endpoint) => !before.has(keyOf(endpoint)));
  const changed = plan.endpoints.filter((endpoint) => {
    const old = before.get(keyOf(endpoint));
    return old !== undefined && contentOf(old) !== contentOf(endpoint);
  });
  const dropped = [...before.values()].filter((endpoint) => !after.has(keyOf(endpoint)));
  const scopes = plan.scopes.filter(({ name }) => existing === null || !existing.scopes.has(name));
  const statements = [
    ...(existing === null ? [defineApi(document, target), defineCategory(target)] : []),
    ...(scopes.length === 0 ? [] : [defineScopes(scopes, target)]),
    ...rows('dropped', 'drop_endpoint', dropped, target),
    ...rows('changed', 'change_endpoint', changed, target),
    ...rows('added', 'define_endpoint', added, target),
  ];
  const counts = { added: added.length, changed: changed.length, dropped: dropped.length };
  if (statements.length === 0) return { sql: null, ...counts };
  return { sql: `${header(document, plan, counts)}\n${statements.join('\n')}`, ...counts };
}

/** Identity of an endpoint: the names of parameters do not belong to it. */
function keyOf({ method, template }: PlannedEndpoint): string {
  return `${method} ${template.replace(/\{(\+?)[^{}]*\}/g, '{$1}')}`;
}

function contentOf({ access, scopes }: PlannedEndpoint): string {
  return `${access} ${[...scopes].sort().join(' ')}`;
}

function header(document: ImportedDocument, plan: ImportPlan, counts: Omit<Migration, 'sql'>): string {
  const lines = [
    `Policy imported from "${document.title}" ${document.version} (${document.format}).`,
    `${String(plan.operationCount)} operations; endpoints added ${String(counts.added)}, changed ${String(counts.changed)}, dropped ${String(counts.dropped)}.`,
    'Read it before it is applied: scopegate migrate --dir <folder of this file>',
    ...plan.remarks.map((remark) => `Remark: ${remark}.`),
    ...Object.entries(plan.questions).map(
      ([question, lines]) => `Decided by choice (${question}): ${String(lines.length)} operations.`,
    ),
  ];
  return `${lines.map((line) => `-- ${oneLine(line)}`).join('\n')}\n`;
}

function defineApi(document: ImportedDocument, target: MigrationTarget): string {
  return `SELECT scopegate.define_api(${text(target.api)}, ${textArray(document.hosts)}, ${text(target.errorFamily)});\n`;
}

/** After the categories that operators number themselves. */
const LAST_POSITION = 100;

function defineCategory(target: MigrationTarget): string {
  return `SELECT scopegate.define_category(${text(target.category)}, ${String(LAST_POSITION)});\n`;
}

function defineScopes(scopes: ImportPlan['scopes'], target: MigrationTarget): string {
  const values = scopes.map(({ name, description }) => `  (${text(name)}, ${text(describe(name, description))})`);
  return `SELECT scopegate.define_scope(name, ${text(target.category)}, description)
FROM (VALUES
${values.join(',\n')}
) AS scope (name, description);\n`;
}

/** A scope without a description still has to say something in the catalogue. */
function describe(name: string, description: string): string {
  const line = oneLine(description).trim();
  return line === '' ? `Scope ${name}.` : line;
}

function rows(title: string, call: string, endpoints: readonly PlannedEndpoint[], target: MigrationTarget): string[] {
  if (endpoints.length === 0) return [];
  if (call === 'drop_endpoint') {
    const values = endpoints.map(({ method, template }) => `  (${text(method)}, ${text(template)})`);
    return [
      `-- ${title}\nSELECT scopegate.drop_endpoint(${text(target.api)}, method, template)\nFROM (VALUES\n${values.join(',\n')}\n) AS endpoint (method, template);\n`,
    ];
  }
  const values = endpoints.map(
    ({ method, template, access, scopes }) =>
      `  (${text(method)}, ${text(template)}, ${textArray(scopes)}, ${text(access)})`,
  );
  return [
    `-- ${title}
SELECT scopegate.${call}(${text(target.api)}, method, template, scopes, access => access)
FROM (VALUES
${values.join(',\n')}
) AS endpoint (method, template, scopes, access);\n`,
  ];
}

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** A string literal that means the same whatever `standard_conforming_strings` is (PostgreSQL manual, 4.1.2). */
function text(value: string): string {
  const quoted = `'${value.replaceAll('\0', '').replace(/'/g, "''").replace(/\\/g, '\\\\')}'`;
  return value.includes('\\') ? `E${quoted}` : quoted;
}

function textArray(values: readonly string[]): string {
  return values.length === 0 ? "'{}'::text[]" : `ARRAY[${values.map(text).join(', ')}]`;
}
