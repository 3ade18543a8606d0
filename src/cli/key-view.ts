import type { CredentialRow } from '../store/ports/credentials.js';
import { toTable } from './output.js';

/** `active`, or what keeps the key from being let through. */
function keyState(row: CredentialRow, nowMs: number): string {
  if (row.revokedAtMs !== null) return 'revoked';
  if (!row.enabled) return 'disabled';
  if (row.expiresAtMs !== null && nowMs >= row.expiresAtMs) return 'expired';
  if (row.notBeforeMs !== null && nowMs < row.notBeforeMs) return 'not yet valid';
  return 'active';
}

export function toKeyJson(row: CredentialRow): Record<string, unknown> {
  return {
    id: row.publicId,
    name: row.name,
    account: row.account,
    enabled: row.enabled,
    revokedAt: row.revokedAtMs === null ? null : toIso(row.revokedAtMs),
    createdAt: toIso(row.createdAtMs),
    notBefore: row.notBeforeMs === null ? null : toIso(row.notBeforeMs),
    expiresAt: row.expiresAtMs === null ? null : toIso(row.expiresAtMs),
    allowedAddresses: row.allowedAddresses,
    scopes: row.scopes,
  };
}

export function keyTable(rows: readonly CredentialRow[], nowMs: number): string {
  if (rows.length === 0) return 'no keys';
  return toTable(
    ['id', 'name', 'account', 'state', 'created', 'expires', 'scopes'],
    rows.map((row) => [
      row.publicId,
      row.name,
      row.account,
      keyState(row, nowMs),
      toIso(row.createdAtMs).slice(0, 10),
      row.expiresAtMs === null ? 'never' : toIso(row.expiresAtMs).slice(0, 16),
      String(row.scopes.length),
    ]),
  );
}

export function keyDetails(row: CredentialRow, extra: Record<string, unknown>, nowMs: number): string {
  const fields: [string, string][] = [
    ...Object.entries(extra).map(([name, value]): [string, string] => [name, String(value)]),
    ['id', row.publicId],
    ['name', row.name],
    ['account', row.account],
    ['state', keyState(row, nowMs)],
    ['created', toIso(row.createdAtMs)],
    ['valid from', row.notBeforeMs === null ? 'creation' : toIso(row.notBeforeMs)],
    ['expires', row.expiresAtMs === null ? 'never' : toIso(row.expiresAtMs)],
    ['addresses', row.allowedAddresses.length === 0 ? 'any' : row.allowedAddresses.join(', ')],
    ['scopes', row.scopes.join(', ')],
  ];
  return fields.map(([name, value]) => `${name.padEnd(12)}${value}`).join('\n');
}

function toIso(instantMs: number): string {
  return new Date(instantMs).toISOString();
}
