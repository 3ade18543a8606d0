import type { ApiEntry, Catalogue, ErrorFamily } from '../../store/ports/policy.js';
import { ScopegateError } from '../../base/errors.js';
import { makeResponses } from './responses.js';
import type { Responses } from './responses.js';

/** Which API answers for a host; immutable, replaced whole when the catalogue changes. */
export interface Directory {
  readonly revision: number;
  readonly apis: readonly ApiEntry[];
  /** `host` as `parseHost` gives it; empty for the default API. */
  find(host: string): ListedApi | null;
  /** For requests that reach no API. */
  readonly unrouted: Responses;
}

export interface ListedApi {
  readonly entry: ApiEntry;
  readonly responses: Responses;
}

const UNROUTED_FAMILY = 'requestError';
const UNROUTED_REALM = 'scopegate';

/** For a database whose operators removed the family that such answers otherwise come from. */
const BARE_FAMILY: ErrorFamily = {
  name: 'bare',
  contentType: 'application/json',
  unauthorizedBody: '{}',
  forbiddenBody: '{}',
};

/** @throws ScopegateError `policy` when an API names an error family that does not exist */
export function makeDirectory(catalogue: Catalogue): Directory {
  const families = new Map(catalogue.errorFamilies.map((family) => [family.name, family]));
  const byHost = new Map<string, ListedApi>();
  for (const entry of catalogue.apis) {
    const family = families.get(entry.errorFamily);
    if (family === undefined) {
      throw new ScopegateError('policy', `API "${entry.name}" names the unknown error family "${entry.errorFamily}"`);
    }
    const listed = { entry, responses: makeResponses(family, entry.name) };
    for (const host of entry.hosts) byHost.set(host, listed);
    if (entry.isDefault) byHost.set('', listed);
  }
  return {
    revision: catalogue.revision,
    apis: catalogue.apis,
    find: (host) => byHost.get(host) ?? null,
    unrouted: byHost.get('')?.responses ?? makeResponses(families.get(UNROUTED_FAMILY) ?? BARE_FAMILY, UNROUTED_REALM),
  };
}
