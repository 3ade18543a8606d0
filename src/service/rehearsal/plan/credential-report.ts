import { toIsoTime } from '../../../base/instant.js';
import type { PlannedCredential } from '../../../store/ports/planning.js';
import type { CredentialChange } from './population.js';

export interface CredentialReport {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly account: string;
  /** What becomes of it, as a person would say it. */
  readonly changes: readonly string[];
}

export function describeCredentialChange({ before, after }: CredentialChange): CredentialReport {
  const { publicId = '', kind = '', name = '', account = '' } = after ?? before ?? {};
  return { id: publicId, kind, name, account, changes: changesOf(before, after) };
}

function changesOf(before: PlannedCredential | null, after: PlannedCredential | null): readonly string[] {
  if (before === null) return [`is new, with ${listOf(after?.scopes ?? [])}`];
  if (after === null) return ['is removed'];
  const said: string[] = [];
  const gained = after.scopes.filter((scope) => !before.scopes.includes(scope));
  const lost = before.scopes.filter((scope) => !after.scopes.includes(scope));
  if (gained.length > 0) said.push(`gets ${listOf(gained)}`);
  if (lost.length > 0) said.push(`loses ${listOf(lost)}`);
  if (before.enabled !== after.enabled) said.push(after.enabled ? 'is enabled' : 'is disabled');
  if (before.notBeforeMs !== after.notBeforeMs)
    said.push(`is valid from ${instantOf(after.notBeforeMs, 'the beginning')}`);
  if (before.expiresAtMs !== after.expiresAtMs)
    said.push(`is valid until ${instantOf(after.expiresAtMs, 'it is ended')}`);
  if (before.allowedAddresses.join() !== after.allowedAddresses.join()) {
    said.push(
      `may call from ${after.allowedAddresses.length === 0 ? 'any address' : after.allowedAddresses.join(', ')}`,
    );
  }
  return said.length === 0 ? ['is called or owned otherwise'] : said;
}

function listOf(scopes: readonly string[]): string {
  return scopes.length === 0 ? 'no scope' : scopes.join(', ');
}

function instantOf(atMs: number | null, never: string): string {
  return atMs === null ? never : toIsoTime(atMs);
}
