import { compileApi, makeScopeTable } from '../../../engine/index.js';
import type { CompiledApi, ScopeTable } from '../../../engine/index.js';
import type { PolicyReads } from '../../../store/ports/policy.js';

/** Compiled policy that cases are tried on. */
export interface PolicyUnderTest {
  readonly scopes: ScopeTable;
  /** By host, as `parseHost` gives it; the empty host is that of the default API. */
  readonly apis: ReadonlyMap<string, CompiledApi>;
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
  const apis = new Map<string, CompiledApi>();
  const catalogue = await reader.readCatalogue();
  for (const entry of catalogue.apis) {
    onProgress(`reading the policy of ${entry.name}`);
    const { source } = await reader.readApi(entry.id);
    if (source === null) continue;
    const api = compileApi(source, scopes);
    for (const host of entry.hosts) apis.set(host, api);
    if (entry.isDefault) apis.set('', api);
  }
  return { scopes, apis };
}
