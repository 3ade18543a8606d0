import type { PolicyReader } from '../../../store/ports/policy.js';
import type { ScopeReader } from '../../../store/ports/scopes.js';
import type { ExistingPolicy } from './to-migration.js';

/** What the database holds of an API, so that only the difference has to be written. */
export async function readExisting(
  apiName: string,
  readers: { readonly policy: PolicyReader; readonly scopes: ScopeReader },
): Promise<ExistingPolicy> {
  const { apis } = await readers.policy.readCatalogue();
  const entry = apis.find(({ name }) => name === apiName);
  const scopes = new Set(await readers.scopes.readScopeNames());
  if (entry === undefined) return { hosts: null, endpoints: [], scopes };
  const { source } = await readers.policy.readApi(entry.id);
  return { hosts: entry.hosts, endpoints: source?.endpoints ?? [], scopes };
}
