import { compileApi } from '../../src/engine/decision/compile.js';
import type { CompiledApi } from '../../src/engine/decision/compile.js';
import type { ApiSource, EndpointSource } from '../../src/engine/decision/policy.js';
import { makeScopeTable } from '../../src/engine/decision/scope-table.js';
import type { ScopeTable } from '../../src/engine/decision/scope-table.js';

/** A row with what a test does not say left at the most usual value. */
export function endpoint(row: Partial<EndpointSource> & { readonly template: string }): EndpointSource {
  return {
    id: 1,
    method: 'GET',
    access: 'scoped',
    scopes: ['a'],
    product: null,
    managed: true,
    acceptedKinds: null,
    encoded: [],
    ...row,
  };
}

export function apiSource(rows: readonly EndpointSource[], more: Partial<ApiSource> = {}): ApiSource {
  return { id: 1, name: 'test', endpoints: rows, manageScopes: new Map(), implications: [], ...more };
}

/** `GET /a/{x}` or `/a/{x}` for GET; ids are places in the list, from 1. */
function rowsOf(specs: readonly string[]): EndpointSource[] {
  return specs.map((spec, index) => {
    const [method, template] = spec.startsWith('/') ? ['GET', spec] : (spec.split(' ', 2) as [string, string]);
    return endpoint({ id: index + 1, method, template });
  });
}

export function compileRows(specs: readonly string[], scopes: ScopeTable = makeScopeTable()): CompiledApi {
  return compileApi(apiSource(rowsOf(specs)), scopes);
}
