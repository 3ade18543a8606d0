import { compileApi, makeScopeTable } from '../../../engine/index.js';
import type { CompiledApi, ScopeTable } from '../../../engine/index.js';
import type { PolicyReads } from '../../../store/ports/policy.js';
import { makeApiTable } from '../../decision/api-hosts.js';
import type { ApiTable, Hosted } from '../../decision/api-hosts.js';

/** Compiled policy that cases are tried on. */
export interface PolicyUnderTest {
  readonly scopes: ScopeTable;
  readonly apis: ApiTable<CompiledHosts>;
  readonly compiled: readonly CompiledApi[];
}

/** A compiled API with the hosts that lead to it. */
export interface CompiledHosts extends Hosted {
  readonly api: CompiledApi;
}

export function makePolicyUnderTest(scopes: ScopeTable, apis: readonly CompiledHosts[]): PolicyUnderTest {
  return { scopes, apis: makeApiTable(apis), compiled: apis.map(({ api }) => api) };
}

/**
 * The policy that the database holds now.
 *
 * @throws ScopegateError `policy` for rows that do not compile
 */
export async function readPolicyUnderTest(
  reader: PolicyReads,
  onProgress: (step: string) => void = () => undefined,
): Promise<PolicyUnderTest> {
  const scopes = makeScopeTable();
  const apis: CompiledHosts[] = [];
  const catalogue = await reader.readCatalogue();
  for (const entry of catalogue.apis) {
    onProgress(`reading the policy of ${entry.name}`);
    const { source } = await reader.readApi(entry.id);
    if (source === null) continue;
    apis.push({ hosts: entry.hosts, api: compileApi(source, scopes) });
  }
  return makePolicyUnderTest(scopes, apis);
}
