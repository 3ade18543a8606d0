import type { Static } from 'typebox';
import { keyEtag } from '../../../service/administration/key-version.js';
import type { ManagedKey } from '../../../store/ports/managed-keys.js';
import type { ApiKey } from './schemas.js';

export function instant(timeMs: number): string {
  return new Date(timeMs).toISOString();
}

export function instantOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : instant(timeMs);
}

export function keyView(key: ManagedKey): Static<typeof ApiKey> {
  return {
    id: key.publicId,
    name: key.name,
    account: key.account,
    state: key.state,
    enabled: key.enabled,
    scopes: [...key.scopes],
    roles: [...key.roles],
    heldScopes: [...key.heldScopes],
    allowedAddresses: [...key.allowedAddresses],
    createdAt: instant(key.createdAtMs),
    notBefore: instantOrNull(key.notBeforeMs),
    expiresAt: instantOrNull(key.expiresAtMs),
    revokedAt: instantOrNull(key.revokedAtMs),
    lastUsedAt: instantOrNull(key.lastUsedAtMs),
    lastDeniedAt: instantOrNull(key.lastDeniedAtMs),
    etag: keyEtag(key),
  };
}

/** Milliseconds of a time that the schema has let through; absent stays absent, and null stays null. */
export function parseInstant(text: string | null | undefined): number | null | undefined {
  return text === null || text === undefined ? text : Date.parse(text);
}
