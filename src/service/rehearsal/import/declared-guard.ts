import type { Alternative, DeclaredGuard } from './imported-document.js';
import type { SecurityPart } from './document-parts.js';

/** What a document says about security as a whole. */
export interface DocumentSecurity {
  readonly security: SecurityPart | undefined;
  /** Names of the schemes that it defines. */
  readonly schemes: ReadonlySet<string>;
}

/**
 * Reads a list of security requirements (OpenAPI 3.1, section 4.8.30): the requirements are alternatives, the schemes
 * and scopes inside one are all needed. An operation's own list replaces the document's, also when it is empty. An empty
 * list of the document says no more than none: generators write it without a thought.
 */
export function toDeclaredGuard(own: SecurityPart | undefined, { security, schemes }: DocumentSecurity): DeclaredGuard {
  const requirements = own ?? security;
  if (requirements === undefined || (own === undefined && requirements.length === 0)) return { kind: 'undeclared' };
  const unknown = requirements.flatMap((one) => Object.keys(one)).find((scheme) => !schemes.has(scheme));
  if (unknown !== undefined) return { kind: 'unknown scheme', scheme: unknown };
  const alternatives = requirements.map((requirement): Alternative => ({
    schemes: Object.keys(requirement),
    scopes: [...new Set(Object.values(requirement).flat())],
  }));
  return alternatives.every((one) => one.schemes.length === 0)
    ? { kind: 'public' }
    : { kind: 'alternatives', alternatives };
}
