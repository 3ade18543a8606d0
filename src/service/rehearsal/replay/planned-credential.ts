import type { CredentialOfMoment } from '../../../store/ports/history.js';
import type { PlannedCredential, PolicyState } from '../../../store/ports/planning.js';

type Issuers = ReadonlyMap<number, PolicyState['issuers'][number]>;

/** A credential of a rehearsal as decisions see it. */
export function credentialAfter(planned: PlannedCredential, issuers: Issuers): CredentialOfMoment {
  const { id, publicId, kind, name, account, enabled, notBeforeMs, expiresAtMs, allowedAddresses, scopes } = planned;
  const { issuerId } = planned;
  const row = { id, publicId, kind, name, account, enabled, notBeforeMs, expiresAtMs, allowedAddresses, scopes };
  const issuer = issuerId === null ? undefined : issuers.get(issuerId);
  return {
    row: { ...row, revokedAtMs: null, createdAtMs: 0 },
    issuer: issuer === undefined ? null : { enabled: issuer.enabled, scopesFrom: issuer.scopesFrom },
  };
}
