import { isScopegateError } from '../../../base/errors.js';
import { compileApi, makeScopeTable } from '../../../engine/index.js';
import type { ApiSource, Router } from '../../../engine/index.js';
import type { PolicyReader } from '../../../store/ports/policy.js';
import type { ScopeReader } from '../../../store/ports/scopes.js';
import { onlyApi } from '../../decision/api-hosts.js';
import type { PolicyUnderTest } from '../policy-test/policy-under-test.js';
import { makeFinding, sortFindings } from './finding.js';
import type { Finding } from './finding.js';
import { lintApi } from './lint-api.js';
import { lintScopes } from './lint-scopes.js';

export interface LintDeps {
  readonly policy: Pick<PolicyReader, 'readCatalogue' | 'readApi'>;
  readonly scopes: Pick<ScopeReader, 'readOperatorScopeNames' | 'readHeldScopes'>;
  readonly router: Router;
  readonly onProgress?: (step: string) => void;
}

/** Its endpoints and scopes come with the migrations of Scopegate itself: nothing there is for an operator to mend. */
const OWN_API = 'scopegate';

/** Everything that can be said of the policy that the database holds, the worst first. */
export async function lintDatabase({ policy, scopes, router, onProgress }: LintDeps): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  const sources: ApiSource[] = [];
  const table = makeScopeTable();
  const { apis } = await policy.readCatalogue();
  for (const { id, name, hosts } of apis) {
    if (name === OWN_API) continue;
    if (hosts.length === 0 && onlyApi(apis) === null) findings.push(unreachableApi(name));
    onProgress?.(`looking at ${name}`);
    const { source } = await policy.readApi(id);
    if (source === null) continue;
    sources.push(source);
    try {
      // One by one: there can be more than a call takes arguments.
      for (const finding of lintApi(compileApi(source, table), router)) findings.push(finding);
    } catch (error) {
      if (!isScopegateError(error) || error.code !== 'policy') throw error;
      findings.push(makeFinding({ rule: 'rejected_policy', api: name, message: error.message }));
    }
  }
  const use = { scopes: await scopes.readOperatorScopeNames(), held: new Set(await scopes.readHeldScopes()) };
  return sortFindings([...findings, ...lintScopes(sources, use)]);
}

function unreachableApi(api: string): Finding {
  const message = 'it has no host, and there are other APIs: no request reaches it';
  return makeFinding({ rule: 'unreachable_api', api, message });
}

/** What can be said of routes alone. */
export function lintRoutes({ compiled }: PolicyUnderTest, router: Router): readonly Finding[] {
  return sortFindings(compiled.flatMap((api) => lintApi(api, router)));
}
