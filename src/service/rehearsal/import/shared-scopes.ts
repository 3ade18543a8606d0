import { ScopegateError } from '../../../base/errors.js';
import type { ImportPlan } from './plan-import.js';
import type { ExistingPolicy } from './to-migration.js';

/**
 * A scope of the document may have the name of one that exists and means something else; whoever holds that one would get
 * the new endpoints as well.
 *
 * @throws ScopegateError `conflict` listing the scopes that exist and that no endpoint of this API uses yet
 */
export function refuseSharedScopes(plan: ImportPlan, existing: ExistingPolicy): void {
  const own = new Set(existing.endpoints.flatMap(({ scopes }) => scopes));
  const used = new Set(plan.endpoints.flatMap(({ scopes }) => scopes));
  const shared = [...used].filter((name) => existing.scopes.has(name) && !own.has(name)).sort();
  if (shared.length === 0) return;
  throw new ScopegateError(
    'conflict',
    `${String(shared.length)} scopes exist already, and their holders would get endpoints of this API:\n${shared
      .map((name) => `    ${name}`)
      .join('\n')}`,
    { hint: 'Say --shared-scopes reuse if they mean the same.' },
  );
}
