import { toIsoTime, toIsoTimeOrNull } from '../base/instant.js';
import { printable } from '../base/printable.js';
import type { ManagedKey } from '../store/ports/managed-keys.js';
import { toTable } from './output.js';

/** `scopes` are those of its roles, too. */
export function toKeyJson(key: ManagedKey): Record<string, unknown> {
  return {
    id: key.publicId,
    name: key.name,
    account: key.account,
    enabled: key.enabled,
    revokedAt: toIsoTimeOrNull(key.revokedAtMs),
    createdAt: toIsoTime(key.createdAtMs),
    notBefore: toIsoTimeOrNull(key.notBeforeMs),
    expiresAt: toIsoTimeOrNull(key.expiresAtMs),
    lastUsedAt: toIsoTimeOrNull(key.lastUsedAtMs),
    lastDeniedAt: toIsoTimeOrNull(key.lastDeniedAtMs),
    allowedAddresses: key.allowedAddresses,
    scopes: key.heldScopes,
    roles: key.roles,
  };
}

export function keyTable(keys: readonly ManagedKey[]): string {
  if (keys.length === 0) return 'no keys';
  return toTable(
    ['id', 'name', 'account', 'state', 'created', 'expires', 'last used', 'scopes'],
    keys.map((key) => [
      key.publicId,
      key.name,
      key.account,
      stateOf(key),
      toIsoTime(key.createdAtMs).slice(0, 10),
      key.expiresAtMs === null ? 'never' : toIsoTime(key.expiresAtMs).slice(0, 16),
      key.lastUsedAtMs === null ? 'never' : toIsoTime(key.lastUsedAtMs).slice(0, 16),
      String(key.heldScopes.length),
    ]),
  );
}

export function keyDetails(key: ManagedKey, extra: Record<string, unknown>): string {
  return toFields([
    ...Object.entries(extra).map(([name, value]): [string, string] => [name, String(value)]),
    ['id', key.publicId],
    ['name', key.name],
    ['account', key.account],
    ['state', stateOf(key)],
    ['created', toIsoTime(key.createdAtMs)],
    ['valid from', key.notBeforeMs === null ? 'creation' : toIsoTime(key.notBeforeMs)],
    ['expires', key.expiresAtMs === null ? 'never' : toIsoTime(key.expiresAtMs)],
    ['last used', key.lastUsedAtMs === null ? 'never' : toIsoTime(key.lastUsedAtMs)],
    ['last denied', key.lastDeniedAtMs === null ? 'never' : toIsoTime(key.lastDeniedAtMs)],
    ['addresses', key.allowedAddresses.length === 0 ? 'any' : key.allowedAddresses.join(', ')],
    ['scopes', key.heldScopes.join(', ')],
    ...(key.roles.length === 0 ? [] : [['roles', key.roles.join(', ')] as [string, string]]),
  ]);
}

export function toFields(fields: readonly (readonly [name: string, value: string])[]): string {
  return fields.map(([name, value]) => `${name.padEnd(12)}${printable(value)}`).join('\n');
}

function stateOf({ state }: ManagedKey): string {
  return state.replaceAll('_', ' ');
}
