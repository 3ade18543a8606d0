import { ScopegateError } from '../../../base/errors.js';
import { parseTemplate, templateShape } from '../../../engine/index.js';
import { chooseGuard } from './choose-guard.js';
import type { ChosenGuard, GuardChoices, GuardQuestion } from './choose-guard.js';
import type { ImportedDocument, ImportedOperation, ImportedScope } from './imported-document.js';
import type { PlannedEndpoint } from './planned-endpoint.js';
import { makeFindTaker } from './taken-over.js';

export interface ImportPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  /** Scopes that the document declares or uses, by name. */
  readonly scopes: readonly ImportedScope[];
  /** Operations of the document; one may need several endpoints. */
  readonly operationCount: number;
  /** Which choices touched which operations: what the operator should look at. */
  readonly questions: Readonly<Partial<Record<GuardQuestion, readonly string[]>>>;
  /** Endpoints that ask nobody for a credential, whatever the reason. */
  readonly publicEndpoints: readonly string[];
  readonly remarks: readonly string[];
}

const HOW_TO_CHOOSE: Readonly<Record<GuardQuestion, string>> = {
  multi: 'need several scopes or credentials at once; say whether --multi any is meant',
  'all-of': 'need all of several scopes, which an endpoint cannot express; say --multi any if any one is meant',
  mixed: 'are open with scopes and also without; choose --mixed scoped or --mixed authenticated',
  optional: 'are open without a credential, too; choose --optional scoped or --optional public',
  undeclared: 'say nothing about who may call them; choose --undeclared closed, authenticated or public',
  scheme: 'name a security scheme that the document does not define; mend the document',
  patterns: 'have a parameter with a pattern; choose --patterns segment (any text of one segment) or --patterns closed',
  servers:
    'are not served alike by all servers of the document; import one host with --host, or choose --servers merge or closed',
  unusable: 'have a path that no template can express; mend them, or leave them out with --unusable skip',
};

/**
 * Turns a document into endpoints.
 *
 * @throws ScopegateError `invalid_argument` listing every operation that a choice refuses, or that contradicts another
 */
export function planImport(document: ImportedDocument, choices: GuardChoices): ImportPlan {
  const touched = new Map<GuardQuestion, string[]>();
  const refused = new Map<GuardQuestion, string[]>();
  const endpoints = new Map<string, PlannedEndpoint & { readonly where: string }>();
  for (const operation of document.operations) {
    const { fit } = operation;
    if (fit.kind === 'unusable') {
      if (choices.unusable === 'reject') note(refused, 'unusable', operation, fit.why);
      continue;
    }
    const { guard, questions } = chooseGuard(operation.guard, choices);
    for (const question of questions) note(touched, question, operation);
    const last = questions.at(-1);
    if (guard === null && last !== undefined) note(refused, last, operation);
    const widenings = wideningsOf(operation);
    for (const [question, why] of widenings) {
      note(choices[question] === 'reject' ? refused : touched, question, operation, why);
    }
    const isClosed = widenings.some(([question]) => choices[question] === 'closed');
    if (guard !== null) add(endpoints, operation, isClosed ? { access: 'closed' } : guard);
  }
  if (refused.size > 0) throw refusal(refused);
  const planned = [...endpoints.values()];
  noteLeftOut(touched, document, planned);
  return {
    endpoints: planned,
    scopes: usedScopes(document, planned),
    operationCount: new Set(document.operations.map(({ where }) => where)).size,
    questions: Object.fromEntries(touched),
    publicEndpoints: planned.filter(({ access }) => access === 'public').map(lineOf),
    remarks: document.remarks,
  };
}

/** A broader endpoint may take the requests of an operation that has none. */
function noteLeftOut(
  touched: Map<GuardQuestion, string[]>,
  { operations }: ImportedDocument,
  planned: readonly PlannedEndpoint[],
): void {
  const leftOut = operations.flatMap(({ fit, ...operation }) =>
    fit.kind === 'unusable' ? [{ ...operation, fit }] : [],
  );
  if (leftOut.length === 0) return;
  const findTaker = makeFindTaker(planned);
  for (const operation of leftOut) {
    const taker = findTaker(operation);
    const what = taker === null ? 'left out' : `left out; ${taker} takes its requests`;
    note(touched, 'unusable', operation, `${operation.fit.why}; ${what}`);
  }
}

/** Where the endpoint would take requests that the document does not serve. */
function wideningsOf({ fit, notAt }: ImportedOperation): ['patterns' | 'servers', string][] {
  return [
    ...(fit.kind === 'wider' ? [['patterns', fit.why] satisfies [string, string]] : []),
    ...(notAt.length > 0 ? [['servers', `not at ${notAt.join(', ')}`] satisfies [string, string]] : []),
  ] as ['patterns' | 'servers', string][];
}

function lineOf({ method, template }: Pick<PlannedEndpoint, 'method' | 'template'>): string {
  return `${method} ${template}`;
}

function note(
  lists: Map<GuardQuestion, string[]>,
  question: GuardQuestion,
  operation: ImportedOperation,
  why = '',
): void {
  const line = `${lineOf(operation)}${why === '' ? '' : ` (${why})`}`;
  const list = lists.get(question);
  if (list === undefined) lists.set(question, [line]);
  else list.push(line);
}

/** Two operations may differ in nothing but the names of their parameters: the same endpoint, if guarded alike. */
function add(
  endpoints: Map<string, PlannedEndpoint & { readonly where: string }>,
  { where, method, template }: ImportedOperation,
  guard: ChosenGuard,
): void {
  const key = `${method} ${templateShape(parseTemplate(template))}`;
  const scopes = guard.access === 'scoped' ? guard.scopes : [];
  const earlier = endpoints.get(key);
  if (earlier === undefined) {
    endpoints.set(key, { where, method, template, access: guard.access, scopes });
  } else if (earlier.access !== guard.access || earlier.scopes.join(' ') !== scopes.join(' ')) {
    throw new ScopegateError(
      'invalid_argument',
      `${earlier.where} and ${where} are the same endpoint with other guards`,
    );
  }
}

function usedScopes(document: ImportedDocument, endpoints: readonly PlannedEndpoint[]): ImportedScope[] {
  const descriptions = new Map(document.scopes.map(({ name, description }) => [name, description]));
  const names = new Set([...descriptions.keys(), ...endpoints.flatMap(({ scopes }) => scopes)]);
  return [...names].sort().map((name) => ({ name, description: descriptions.get(name) ?? '' }));
}

function refusal(refused: ReadonlyMap<GuardQuestion, readonly string[]>): ScopegateError {
  const parts = [...refused].map(
    ([question, lines]) =>
      `${String(lines.length)} operations ${HOW_TO_CHOOSE[question]}:\n${lines.map((line) => `    ${line}`).join('\n')}`,
  );
  return new ScopegateError('invalid_argument', parts.join('\n  '));
}
