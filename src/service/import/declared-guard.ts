import type { DeclaredGuard } from './imported-document.js';
import type { SecurityPart } from './document-parts.js';

/**
 * Reads a list of security requirements (OpenAPI 3.1, section 4.8.30): the requirements are alternatives, the schemes
 * and scopes inside one are all needed. An operation's own list replaces the document's, also when it is empty.
 */
export function toDeclaredGuard(own: SecurityPart | undefined, root: SecurityPart | undefined): DeclaredGuard {
  const requirements = own ?? root;
  if (requirements === undefined) return { kind: 'undeclared' };
  if (requirements.length === 0) return { kind: 'public' };
  return {
    kind: 'alternatives',
    alternatives: requirements.map((requirement) => ({
      scopes: [...new Set(Object.values(requirement).flat())],
      anonymous: Object.keys(requirement).length === 0,
    })),
  };
}
