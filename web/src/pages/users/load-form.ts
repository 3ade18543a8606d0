import type { Api, Role, ScopeCatalogue } from '../../api/api.js';

/** What the form of a user chooses from. Roles beyond the first 200 are not offered, but stay where they are held. */
export interface Choices {
  readonly catalogue: ScopeCatalogue;
  readonly roles: readonly Role[];
}

export async function loadChoices(api: Api, signal: AbortSignal): Promise<Choices> {
  const [catalogue, roles] = await Promise.all([
    api('listScopes', { signal }),
    api('listRoles', { query: { limit: 200 }, signal }),
  ]);
  return { catalogue, roles: roles.items };
}
