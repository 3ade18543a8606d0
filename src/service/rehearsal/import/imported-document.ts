import type { PathFit } from './path-template.js';

/** What the formats of API documents have in common, as far as a policy is concerned. */
export interface ImportedDocument {
  readonly title: string;
  readonly version: string;
  readonly format: 'OpenAPI 3.0' | 'OpenAPI 3.1' | 'Swagger 2.0' | 'Google discovery';
  /** Lower-case, without ports; empty where the document names none. */
  readonly hosts: readonly string[];
  readonly operations: readonly ImportedOperation[];
  readonly scopes: readonly ImportedScope[];
  /** What could not be taken over as it stands, for people; one line each. */
  readonly remarks: readonly string[];
}

export interface ImportedOperation {
  /** Where it stands in the document: `paths./pets.get`. */
  readonly where: string;
  /** Upper case. */
  readonly method: string;
  /** A path template of Scopegate, prefixes of the servers included; the path as written where `fit` is unusable. */
  readonly template: string;
  readonly fit: PathFit;
  /** Servers of the document at which it is not to be had under this path, though others of the API would be. */
  readonly notAt: readonly string[];
  readonly guard: DeclaredGuard;
}

export interface ImportedScope {
  readonly name: string;
  readonly description: string;
}

/** What the document says about who may call an operation. */
export type DeclaredGuard =
  /** Nothing at all, neither here nor for the whole document. */
  | { readonly kind: 'undeclared' }
  /** Nobody needs to authenticate: an empty list. */
  | { readonly kind: 'public' }
  /** A scheme that the document does not define: nobody knows what it asks for. */
  | { readonly kind: 'unknown scheme'; readonly scheme: string }
  /** Any one of the alternatives lets a caller in. */
  | { readonly kind: 'alternatives'; readonly alternatives: readonly Alternative[] };

export interface Alternative {
  /** All of these are needed; none for `{}`, which lets everybody in. */
  readonly schemes: readonly string[];
  /** All of these are needed by the standard; none for "any authenticated caller". */
  readonly scopes: readonly string[];
}
