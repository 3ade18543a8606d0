import type { Alternative, DeclaredGuard } from './imported-document.js';

/**
 * What an operator decides where a document and Scopegate do not say the same. Every default refuses rather than
 * widens.
 */
export interface GuardChoices {
  /** One requirement with several scopes means all of them by the standard; many documents mean any of them. */
  readonly multi: 'any' | 'all' | 'reject';
  /** Alternatives of which some name scopes and some need no more than a credential. */
  readonly mixed: 'scoped' | 'authenticated' | 'reject';
  /** Operations about which the document says nothing. */
  readonly undeclared: 'closed' | 'authenticated' | 'public' | 'reject';
  /** Operations with a path that no template can say; what is left out is refused to everybody. */
  readonly unusable: 'skip' | 'reject';
}

export type ChosenGuard =
  | { readonly access: 'scoped'; readonly scopes: readonly string[] }
  | { readonly access: 'authenticated' | 'public' | 'closed' };

export type GuardQuestion = 'multi' | 'mixed' | 'undeclared' | 'all-of' | 'unusable';

export interface GuardOutcome {
  /** Null where a choice refuses. */
  readonly guard: ChosenGuard | null;
  /** Which choices were needed; these operations are shown to the operator. */
  readonly questions: readonly GuardQuestion[];
}

export function chooseGuard(declared: DeclaredGuard, choices: GuardChoices): GuardOutcome {
  if (declared.kind === 'public') return { guard: { access: 'public' }, questions: [] };
  if (declared.kind === 'undeclared') {
    const guard = choices.undeclared === 'reject' ? null : { access: choices.undeclared };
    return { guard, questions: ['undeclared'] };
  }
  if (declared.alternatives.some(({ anonymous }) => anonymous)) return { guard: { access: 'public' }, questions: [] };
  return chooseAmong(declared.alternatives, choices);
}

function chooseAmong(alternatives: readonly Alternative[], choices: GuardChoices): GuardOutcome {
  const scoped = alternatives.filter(({ scopes }) => scopes.length > 0);
  if (scoped.length === 0) return { guard: { access: 'authenticated' }, questions: [] };
  const questions: GuardQuestion[] = [];
  if (scoped.length < alternatives.length) {
    questions.push('mixed');
    if (choices.mixed === 'reject') return { guard: null, questions };
    if (choices.mixed === 'authenticated') return { guard: { access: 'authenticated' }, questions };
  }
  if (scoped.some(({ scopes }) => scopes.length > 1)) {
    // An endpoint of Scopegate opens to any one of its scopes; to write all-of as that would open it too wide.
    questions.push(choices.multi === 'all' ? 'all-of' : 'multi');
    if (choices.multi !== 'any') return { guard: null, questions };
  }
  const scopes = [...new Set(scoped.flatMap((alternative) => alternative.scopes))].sort();
  return { guard: { access: 'scoped', scopes }, questions };
}
