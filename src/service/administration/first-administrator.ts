import type { FirstAdministratorStore } from '../../store/ports/first-administrator.js';
import { mintApiKey } from '../credentials/api-key-format.js';
import type { Pepper } from '../credentials/pepper.js';

export interface FirstAdministratorDeps {
  readonly store: FirstAdministratorStore;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
}

/** May do everything here, and grant every scope. */
const ADMINISTRATOR_SCOPES = ['scopegate:manage', 'scopes:grant-any'];

/** Makes the first administrator key of a database; the key, shown this once, or null where there has been one. */
export async function makeFirstAdministrator(deps: FirstAdministratorDeps): Promise<string | null> {
  if (await deps.store.isMade()) return null;
  const { key, publicId } = mintApiKey(deps.keyPrefix);
  const isOurs = await deps.store.makeOnce({
    publicId,
    digest: deps.pepper.digest(key),
    name: 'First administrator',
    account: 'administrators',
    scopes: ADMINISTRATOR_SCOPES,
    allowedAddresses: [],
    notBeforeMs: null,
    expiresAtMs: null,
    enabled: true,
  });
  return isOurs ? key : null;
}
