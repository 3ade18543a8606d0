import { ScopegateError, messageOf } from '../../base/errors.js';
import { parseTemplate } from '../../engine/template.js';
import { chooseGuard } from './choose-guard.js';
import type { ChosenGuard, GuardChoices, GuardQuestion } from './choose-guard.js';
import type { ImportedDocument, ImportedOperation, ImportedScope } from './imported-document.js';

export interface PlannedEndpoint {
  readonly method: string;
  readonly template: string;
  readonly access: 'scoped' | 'authenticated' | 'public' | 'closed';
  /** Sorted; empty unless `access` is `scoped`. */
  readonly scopes: readonly string[];
}

export interface ImportPlan {
  readonly endpoints: readonly PlannedEndpoint[];
  /** Scopes that the document declares or uses, by name. */
  readonly scopes: readonly ImportedScope[];
  /** Operations of the document; one may need several endpoints. */
  readonly operationCount: number;
  /** Which choices touched which operations: what the operator should look at. */
  readonly questions: Readonly<Partial<Record<GuardQuestion, readonly string[]>>>;
  readonly remarks: readonly string[];
}

const HOW_TO_CHOOSE: Readonly<Record<GuardQuestion, string>> = {
  multi: 'need several scopes at once; say whether --multi any is meant',
  'all-of': 'need all of several scopes, which an endpoint cannot express; say --multi any if any one is meant',
  mixed: 'are open with scopes and also without; choose --mixed scoped or --mixed authenticated',
  undeclared: 'say nothing about who may call them; choose --undeclared closed, authenticated or public',
  unusable: 'have a path that no template can say; mend them, or leave them out with --unusable skip',
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
    const fault = faultOf(operation);
    if (fault !== null) {
      note(choices.unusable === 'skip' ? touched : refused, 'unusable', operation, ` (${fault})`);
      continue;
    }
    const { guard, questions } = chooseGuard(operation.guard, choices);
    for (const question of questions) note(touched, question, operation);
    const last = questions.at(-1);
    if (guard !== null) add(endpoints, operation, guard);
    else if (last !== undefined) note(refused, last, operation);
  }
  if (refused.size > 0) throw refusal(refused);
  return {
    endpoints: [...endpoints.values()],
    scopes: usedScopes(document, [...endpoints.values()]),
    operationCount: new Set(document.operations.map(({ where }) => where)).size,
    questions: Object.fromEntries(touched),
    remarks: document.remarks,
  };
}

/** What keeps the path from being a template; null for nothing. */
function faultOf({ template }: ImportedOperation): string | null {
  try {
    parseTemplate(template);
    return null;
  } catch (error) {
    // The template stands beside it already.
    return messageOf(error).replace(`template "${template}": `, '');
  }
}

function note(
  lists: Map<GuardQuestion, string[]>,
  question: GuardQuestion,
  operation: ImportedOperation,
  why = '',
): void {
  const line = `${operation.method} ${operation.template}${why}`;
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
  const key = `${method} ${template.replace(/\{(\+?)[^{}]*\}/g, '{$1}')}`;
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
