import { setImmediate } from 'node:timers/promises';
import type { CompiledApi } from '../../engine/index.js';
import type { ApiEntry } from '../../store/ports/policy.js';
import type { CheckRequest } from '../check-request.js';
import type { CheckDeps } from '../decision/check.js';
import { pinPolicy } from '../decision/policy-view.js';
import type { PolicyView } from '../decision/policy-view.js';
import { parseCursor } from './page.js';
import type { Recognise, Recognised } from './recognise.js';
import type { FoundRoute, SearchPage, Search, SubjectRequest } from './searches.js';

/** Decisions in a row before others get their turn: some 2 ms. */
const DECISIONS_AT_ONCE = 2_000;

/**
 * Every template is decided as a path of its own, since a parameter takes its own name as it takes anything else; so
 * what is found is what a check of it allows, also where templates stand in each other's way.
 */
export function makeSearchRoutes(deps: CheckDeps, recognise: Recognise): Search<SubjectRequest, FoundRoute> {
  return async (request, { cursor, limit }) => {
    const [afterApi = 0, afterEndpoint = 0] = parseCursor(cursor, 2);
    const recognised = await recognise(request);
    const view = pinPolicy(deps);
    const page = new RoutePage(limit);
    if (recognised === null) return page.whole();
    const entries = entriesOf(view, request.host).filter(({ id }) => id >= afterApi);
    for (const entry of entries) {
      const api = await view.api(entry.id);
      const after = entry.id === afterApi ? afterEndpoint : 0;
      for await (const route of reachedIn(api, { request, entry, recognised, view, after })) {
        if (!page.add(route)) return page.part();
      }
    }
    return page.whole();
  };
}

interface Placed extends FoundRoute {
  readonly cursor: string;
}

class RoutePage {
  private readonly limit: number;
  private readonly found: FoundRoute[] = [];
  private cursor = '0.0';

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Whether there was room for it. */
  add({ cursor, ...route }: Placed): boolean {
    if (this.found.length === this.limit) return false;
    this.found.push(route);
    this.cursor = cursor;
    return true;
  }

  whole(): SearchPage<FoundRoute> {
    return { found: this.found, cursor: '' };
  }

  part(): SearchPage<FoundRoute> {
    return { found: this.found, cursor: this.cursor };
  }
}

interface Place {
  readonly request: CheckRequest;
  readonly entry: ApiEntry;
  readonly recognised: Recognised;
  readonly view: PolicyView;
  /** Row id of the endpoint to begin after. */
  readonly after: number;
}

async function* reachedIn(
  api: CompiledApi,
  { request, entry, recognised, view, after }: Place,
): AsyncGenerator<Placed> {
  const host = view.directory().hostOf(entry);
  if (host === null) return;
  const { ids, templates } = api.endpoints;
  const seen = new Set<string>();
  for (let index = 0; index < api.endpointCount; index++) {
    if (index % DECISIONS_AT_ONCE === DECISIONS_AT_ONCE - 1) await setImmediate();
    const id = ids[index] ?? 0;
    const template = templates[index] ?? '';
    const isFirst = !seen.has(template);
    seen.add(template);
    if (id <= after || !isFirst) continue;
    const { decision } = await recognised.decide({ ...request, host, target: template }, view);
    if (decision.allowed) yield { api: api.name, host, template, cursor: `${String(entry.id)}.${String(id)}` };
  }
}

function entriesOf(view: PolicyView, host: string): readonly ApiEntry[] {
  const directory = view.directory();
  if (host === '') return directory.apis.toSorted((a, b) => a.id - b.id);
  const { api } = directory.find(host);
  return api === null ? [] : [api.entry];
}
