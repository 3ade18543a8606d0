import type { PolicyReader } from '../../store/ports/policy.js';
import type { ScopeReader } from '../../store/ports/scopes.js';
import type { ExistingPolicy } from './to-migration.js';

/** What the database holds of an API, so that only the difference has to be written; null where it has no such API. */
export async function readExisting(
  apiName: string,
  readers: { readonly policy: PolicyReader; readonly scopes: ScopeReader },
): Promise<ExistingPolicy | null> {
  const { apis } = await readers.policy.readCatalogue();
  const entry = apis.find(({ name }) => name === apiName);
  if (entry === undefined) return null;
  const { source } = await readers.policy.readApi(entry.id);
  const names = await readers.scopes.readScopeNames();
  return { hosts: entry.hosts, endpoints: source?.endpoints ?? [], scopes: new Set(names) };
}
