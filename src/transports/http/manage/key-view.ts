import type { Static } from 'typebox';
import { toIsoTime, toIsoTimeOrNull } from '../../../base/instant.js';
import { keyEtag } from '../../../service/administration/entity-tag.js';
import type { ManagedKey } from '../../../store/ports/managed-keys.js';
import type { ApiKey } from './schemas.js';

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
    createdAt: toIsoTime(key.createdAtMs),
    notBefore: toIsoTimeOrNull(key.notBeforeMs),
    expiresAt: toIsoTimeOrNull(key.expiresAtMs),
    revokedAt: toIsoTimeOrNull(key.revokedAtMs),
    lastUsedAt: toIsoTimeOrNull(key.lastUsedAtMs),
    lastDeniedAt: toIsoTimeOrNull(key.lastDeniedAtMs),
    etag: keyEtag(key),
  };
}
