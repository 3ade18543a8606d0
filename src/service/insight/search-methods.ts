import type { CompiledApi } from '../../engine/index.js';
import type { CheckDeps } from '../decision/check.js';
import { pinPolicy } from '../decision/policy-view.js';
import { askedApi } from './asked-api.js';
import { parseCursor } from './page.js';
import type { Recognise } from './recognise.js';
import type { SearchPage, Search, SubjectRequest } from './searches.js';

const NOTHING: SearchPage<never> = { found: [], cursor: '' };

/** Every method that some endpoint of the API has is tried; they are few. */
export function makeSearchMethods(deps: CheckDeps, recognise: Recognise): Search<SubjectRequest, string> {
  return async (request, { cursor, limit }) => {
    const [from = 0] = parseCursor(cursor, 1);
    const recognised = await recognise(request);
    const view = pinPolicy(deps);
    const listed = askedApi(view.directory(), request.host);
    if (recognised === null || listed === null) return NOTHING;
    const methods = methodsOf(await view.api(listed.entry.id));
    const found: string[] = [];
    for (const [index, method] of methods.entries()) {
      if (index < from) continue;
      const { decision } = await recognised.decide({ ...request, method }, view);
      if (!decision.allowed) continue;
      if (found.length === limit) return { found, cursor: String(index) };
      found.push(method);
    }
    return { found, cursor: '' };
  };
}

/** Sorted by name, so that recompiling an API keeps the order. */
function methodsOf(api: CompiledApi): readonly string[] {
  return api.methods.names.filter((name) => name !== '*').toSorted();
}
