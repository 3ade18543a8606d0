import type { Alternative, DeclaredGuard } from './imported-document.js';

/**
 * What an operator decides where a document and Scopegate do not say the same. Every default refuses rather than
 * widens.
 */
export interface GuardChoices {
  /** A requirement with several scopes or schemes means all of them by the standard; many documents mean any of them. */
  readonly multi: 'any' | 'all' | 'reject';
  /** Alternatives of which some name scopes and some need no more than a credential. */
  readonly mixed: 'scoped' | 'authenticated' | 'reject';
  /** Alternatives of which one is `{}`: a credential is optional. */
  readonly optional: 'public' | 'scoped' | 'reject';
  /** Operations about which the document says nothing. */
  readonly undeclared: 'closed' | 'authenticated' | 'public' | 'reject';
  /** Parameters with a pattern, whose segment would take any text. */
  readonly patterns: 'segment' | 'closed' | 'reject';
  /** Operations that not all servers of the API have under the same path. */
  readonly servers: 'merge' | 'closed' | 'reject';
  /** Operations with a path that no template can express; what is left out has no endpoint. */
  readonly unusable: 'skip' | 'reject';
}

export type ChosenGuard =
  | { readonly access: 'scoped'; readonly scopes: readonly string[] }
  | { readonly access: 'authenticated' | 'public' | 'closed' };

export type GuardQuestion = keyof GuardChoices | 'all-of' | 'scheme';

export interface GuardOutcome {
  /** Null where a choice refuses. */
  readonly guard: ChosenGuard | null;
  /** Which choices were needed; these operations are shown to the operator. */
  readonly questions: readonly GuardQuestion[];
}

export function chooseGuard(declared: DeclaredGuard, choices: GuardChoices): GuardOutcome {
  switch (declared.kind) {
    case 'public':
      return { guard: { access: 'public' }, questions: [] };
    case 'unknown scheme':
      return { guard: null, questions: ['scheme'] };
    case 'undeclared': {
      const guard = choices.undeclared === 'reject' ? null : { access: choices.undeclared };
      return { guard, questions: ['undeclared'] };
    }
    case 'alternatives':
      return chooseAlternatives(declared.alternatives, choices);
  }
}

function chooseAlternatives(alternatives: readonly Alternative[], choices: GuardChoices): GuardOutcome {
  const needing = alternatives.filter(({ schemes }) => schemes.length > 0);
  if (needing.length === alternatives.length) return chooseAmong(needing, choices);
  if (choices.optional === 'reject') return { guard: null, questions: ['optional'] };
  if (choices.optional === 'public') return { guard: { access: 'public' }, questions: ['optional'] };
  const { guard, questions } = chooseAmong(needing, choices);
  return { guard, questions: ['optional', ...questions] };
}

/** Alternatives of which each needs a credential. */
function chooseAmong(alternatives: readonly Alternative[], choices: GuardChoices): GuardOutcome {
  const scoped = alternatives.filter(({ scopes }) => scopes.length > 0);
  const unscoped = alternatives.filter(({ scopes }) => scopes.length === 0);
  const questions: GuardQuestion[] = [];
  if (scoped.length > 0 && unscoped.length > 0) {
    questions.push('mixed');
    if (choices.mixed === 'reject') return { guard: null, questions };
  }
  const takesAny = scoped.length === 0 || (unscoped.length > 0 && choices.mixed === 'authenticated');
  const needsSeveral = takesAny ? unscoped.every(isSeveral) : scoped.some(isSeveral);
  if (needsSeveral) {
    // An endpoint of Scopegate opens to any one of its scopes; to write all-of as that would open it too wide.
    questions.push(choices.multi === 'all' ? 'all-of' : 'multi');
    if (choices.multi !== 'any') return { guard: null, questions };
  }
  if (takesAny) return { guard: { access: 'authenticated' }, questions };
  const scopes = [...new Set(scoped.flatMap((alternative) => alternative.scopes))].sort();
  return { guard: { access: 'scoped', scopes }, questions };
}

function isSeveral({ scopes, schemes }: Alternative): boolean {
  return scopes.length > 1 || schemes.length > 1;
}
