import { ScopegateError } from '../../base/errors.js';
import { ApiCompiler } from './api-compiler.js';
import { endpointTableBytes, rulesOf } from './endpoint-table.js';
import type { EndpointTable } from './endpoint-table.js';
import type { MethodTable } from './methods.js';
import type { AccessMode, ApiSource, CredentialKind, EncodedAllowance } from './policy.js';
import type { ScopeSets } from './scope-sets.js';
import type { ScopeTable } from './scope-table.js';
import { trieByteLength } from '../trie/trie.js';
import type { Trie } from '../trie/trie.js';

/** The policy of one API, ready to decide by; immutable, replaced whole. */
export interface CompiledApi {
  readonly id: number;
  readonly name: string;
  /** Memory that it takes, near enough, for a cache that is bounded by bytes. */
  readonly byteLength: number;
  /** Endpoints have indexes from 0 up to this. Rows that say the same are one endpoint. */
  readonly endpointCount: number;
  readonly trie: Trie;
  readonly methods: MethodTable;
  readonly endpoints: EndpointTable;
  readonly scopeSets: ScopeSets;
}

export interface EndpointView {
  /** Of the first row that says this. */
  readonly id: number;
  readonly method: string;
  readonly template: string;
  readonly access: AccessMode;
  /** Scopes that it lists, and its product's manage scope; sorted by code unit. */
  readonly requiredScopes: readonly string[];
  readonly product: string | null;
  readonly acceptedKinds: readonly CredentialKind[] | null;
  readonly encoded: readonly EncodedAllowance[];
}

/** How many problems a message names; an API can have as many as rows. */
const MAX_NAMED_PROBLEMS = 20;

/**
 * Compiles the rows of one API. New scopes go into the table; a subject's scopes must be numbers of the same table.
 * @throws ScopegateError `policy` that names every row that cannot be, and why; nothing of the API is then usable
 */
export function compileApi(source: ApiSource, scopes: ScopeTable): CompiledApi {
  const compiler = new ApiCompiler(source, scopes);
  const { parts, problems } = compiler.compile();
  if (problems.length > 0) throw policyError(source, problems);
  const setBytes = parts.scopeSets.words.byteLength + parts.scopeSets.ranges.byteLength;
  return {
    id: source.id,
    name: source.name,
    byteLength: trieByteLength(parts.trie) + endpointTableBytes(parts.endpoints) + setBytes,
    endpointCount: parts.endpoints.ids.length,
    ...parts,
  };
}

/** What the rows say about an endpoint. */
export function describeEndpoint(api: CompiledApi, index: number): EndpointView {
  const { endpoints, methods } = api;
  return {
    id: endpoints.ids[index]!,
    method: methods.names[endpoints.methods[index]!]!,
    template: endpoints.templates[index]!,
    requiredScopes: endpoints.requirements[endpoints.requirementOf[index]!]!.scopes,
    product: endpoints.products[endpoints.productOf[index]!]!,
    ...rulesOf(endpoints.flags[index]!),
  };
}

function policyError(source: ApiSource, problems: readonly string[]): ScopegateError {
  const named = problems.slice(0, MAX_NAMED_PROBLEMS);
  const rest = problems.length - named.length;
  if (rest > 0) named.push(`and ${rest} more`);
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return new ScopegateError('policy', `API "${source.name}" has ${count}:\n  ${named.join('\n  ')}`, {
    hint: 'Correct these rows; the policy before them serves until then, if there was one.',
  });
}
