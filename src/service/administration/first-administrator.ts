import { ScopegateError } from '../../base/errors.js';
import type { FirstAdministratorStore } from '../../store/ports/first-administrator.js';
import { mintApiKey, parseApiKey } from '../identity/api-key-format.js';
import type { Pepper } from '../identity/pepper.js';

/** How the key of the first administrator reaches its owner. */
export interface FirstKeyDelivery {
  /**
   * Puts the key where its owner finds it, before it is valid, and answers with the key to make: an earlier one where a
   * start that failed has left one.
   */
  keep(minted: string): Promise<string>;
  /** Another replica made the administrator: what was kept is of no use. */
  discard(): Promise<void>;
}

export interface FirstAdministratorDeps {
  readonly store: FirstAdministratorStore;
  readonly pepper: Pepper;
  readonly keyPrefix: string;
  readonly delivery: FirstKeyDelivery;
}

/** The administrator holds every management scope and may grant every scope. */
const ADMINISTRATOR_SCOPES = ['scopegate:manage', 'scopes:grant-any'];

/**
 * Makes the first administrator key of a database. Answers with the key, or with null where the database has had one.
 *
 * @throws ScopegateError `config` when the key that the operator chose is no API key
 */
export async function makeFirstAdministrator(deps: FirstAdministratorDeps): Promise<string | null> {
  const { store, pepper, keyPrefix, delivery } = deps;
  if (await store.isMade()) return null;
  const key = await delivery.keep(mintApiKey(keyPrefix).key);
  const isOurs = await store.makeOnce({
    publicId: publicIdOf(key, keyPrefix),
    digest: pepper.digest(key),
    name: 'First administrator',
    account: 'administrators',
    scopes: ADMINISTRATOR_SCOPES,
    allowedAddresses: [],
    notBeforeMs: null,
    expiresAtMs: null,
    enabled: true,
  });
  if (isOurs) return key;
  await delivery.discard();
  return null;
}

/** The operator reads the key from the answer: for a terminal, and for programs that start the service. */
export const deliverInAnswer: FirstKeyDelivery = {
  keep: (minted) => Promise.resolve(minted),
  discard: () => Promise.resolve(),
};

/** The operator chose the key before, so that nothing has to be shown. */
export function deliverChosen(key: string): FirstKeyDelivery {
  return { keep: () => Promise.resolve(key), discard: () => Promise.resolve() };
}

function publicIdOf(key: string, prefix: string): string {
  const parsed = parseApiKey(key, prefix);
  if (typeof parsed === 'object') return parsed.publicId;
  throw new ScopegateError('config', `the key chosen for the first administrator is no API key (${parsed})`, {
    hint: `Make one with \`scopegate key mint\`; keys of this installation begin with "${prefix}_".`,
  });
}
