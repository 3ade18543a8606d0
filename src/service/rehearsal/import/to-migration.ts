import type { ImportedDocument } from './imported-document.js';
import { parseTemplate, templateShape } from '../../../engine/index.js';
import type { EndpointSource } from '../../../engine/index.js';
import type { ImportPlan } from './plan-import.js';
import type { PlannedEndpoint } from './planned-endpoint.js';
import { endpointRows, text, textArray } from './migration-rows.js';

export interface MigrationTarget {
  /** Name of the API that the endpoints go to. */
  readonly api: string;
  /** Category of new scopes. */
  readonly category: string;
  readonly errorFamily: string;
}

/** What the database already holds. */
export interface ExistingPolicy {
  /** Of the API; null where it does not exist yet. */
  readonly hosts: readonly string[] | null;
  readonly endpoints: readonly EndpointSource[];
  /** Of all APIs. */
  readonly scopes: ReadonlySet<string>;
}

export interface Migration {
  /** Null when there is nothing to change. */
  readonly sql: string | null;
  readonly added: number;
  readonly changed: number;
  readonly dropped: number;
  /** What the migration leaves to the operator, for people; one line each. */
  readonly remarks: readonly string[];
}

/**
 * Writes the policy migration that brings the API from what exists to what the document says, and nothing else. What a
 * document does not know of an endpoint (product, kinds of credential, escaped characters) stays as it is.
 *
 * @param existing null when it is not known
 */
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
  const withKept = (endpoint: PlannedEndpoint): PlannedEndpoint & Partial<EndpointSource> => ({
    ...before.get(keyOf(endpoint)),
    ...endpoint,
  });
  const dropped = [...before.values()].filter((endpoint) => !after.has(keyOf(endpoint)));
  const scopes = plan.scopes.filter(({ name }) => existing === null || !existing.scopes.has(name));
  const statements = [
    ...(existing === null || existing.hosts === null ? [defineApi(document, target)] : []),
    ...(scopes.length === 0 ? [] : [defineCategory(target), defineScopes(scopes, target)]),
    ...endpointRows('dropped', 'drop_endpoint', dropped, target.api),
    ...endpointRows('changed', 'change_endpoint', changed.map(withKept), target.api),
    ...endpointRows('added', 'define_endpoint', added, target.api),
  ];
  const counts = { added: added.length, changed: changed.length, dropped: dropped.length };
  const remarks = [...plan.remarks, ...hostRemarks(document, existing)];
  if (statements.length === 0) return { sql: null, ...counts, remarks };
  return { sql: `${header(document, plan, { ...counts, remarks })}\n${statements.join('\n')}`, ...counts, remarks };
}

/** Hosts are moved by hand: requests for them lead elsewhere from one moment to the next. */
function hostRemarks({ hosts }: ImportedDocument, existing: ExistingPolicy | null): readonly string[] {
  const known = existing?.hosts ?? hosts;
  return hosts
    .filter((host) => !known.includes(host))
    .map((host) => `the document names the host "${host}", which the API does not have`);
}

/** Identity of an endpoint: the names of parameters do not belong to it. */
function keyOf({ method, template }: Pick<PlannedEndpoint, 'method' | 'template'>): string {
  return `${method} ${templateShape(parseTemplate(template))}`;
}

function contentOf({ access, scopes }: Pick<PlannedEndpoint, 'access' | 'scopes'>): string {
  return `${access} ${[...scopes].sort().join(' ')}`;
}

function header(document: ImportedDocument, plan: ImportPlan, counts: Omit<Migration, 'sql'>): string {
  const lines = [
    `Policy imported from "${document.title}" ${document.version} (${document.format}).`,
    `${String(plan.operationCount)} operations; endpoints added ${String(counts.added)}, changed ${String(counts.changed)}, dropped ${String(counts.dropped)}.`,
    'Read it before it is applied: scopegate migrate --dir <folder of this file>',
    ...counts.remarks.map((remark) => `Remark: ${remark}.`),
    ...Object.entries(plan.questions).map(
      ([question, lines]) => `Decided by choice (${question}): ${String(lines.length)} operations.`,
    ),
    `Public: ${String(plan.publicEndpoints.length)} endpoints ask nobody for a credential.`,
  ];
  return `${lines.map((line) => `-- ${oneLine(line)}`).join('\n')}\n`;
}

function defineApi(document: ImportedDocument, target: MigrationTarget): string {
  return `SELECT scopegate.define_api(${text(target.api)}, ${textArray(document.hosts)}, ${text(target.errorFamily)});\n`;
}

/** After the categories that operators number themselves. */
const LAST_POSITION = 100;

function defineCategory(target: MigrationTarget): string {
  const name = text(target.category);
  return `SELECT scopegate.define_category(${name}, ${String(LAST_POSITION)})
WHERE NOT EXISTS (SELECT FROM scopegate.scope_category c WHERE c.name = ${name});\n`;
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

function oneLine(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}
