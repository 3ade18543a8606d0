import type { ApiEntry, Catalogue, ErrorFamily } from '../../store/ports/policy.js';
import { ScopegateError } from '../../base/errors.js';
import { makeApiTable, onlyApi } from './api-hosts.js';
import type { ApiTable } from './api-hosts.js';
import { makeResponses } from './responses.js';
import type { Responses } from './responses.js';

/** Which API answers for a host; immutable, replaced whole when the catalogue changes. */
export interface Directory extends ApiTable<ListedApi> {
  readonly revision: number;
  readonly apis: readonly ApiEntry[];
  /** A host that leads to the API; empty where the API needs none; null where no question reaches the API. */
  hostOf(entry: ApiEntry): string | null;
  /** For requests that reach no API. */
  readonly unrouted: Responses;
}

export interface ListedApi {
  readonly hosts: readonly string[];
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
  const { revision, apis } = catalogue;
  const families = new Map(catalogue.errorFamilies.map((family) => [family.name, family]));
  const listed = apis.map((entry): ListedApi => {
    const family = families.get(entry.errorFamily);
    if (family === undefined) {
      throw new ScopegateError('policy', `API "${entry.name}" names the unknown error family "${entry.errorFamily}"`);
    }
    return { hosts: entry.hosts, entry, responses: makeResponses(family, entry.name) };
  });
  const only = onlyApi(listed);
  return {
    ...makeApiTable(listed),
    revision,
    apis,
    hostOf: (entry) => entry.hosts[0] ?? (only?.entry.id === entry.id ? '' : null),
    unrouted: only?.responses ?? makeResponses(families.get(UNROUTED_FAMILY) ?? BARE_FAMILY, UNROUTED_REALM),
  };
}
