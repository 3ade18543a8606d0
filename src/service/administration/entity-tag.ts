import { createHash } from 'node:crypto';
import { ScopegateError } from '../../base/errors.js';
import type { ManagedKey } from '../../store/ports/managed-keys.js';

/** Strong entity tag (RFC 9110, section 8.8.3) over what an edit can change; use and the passing of time do not count. */
export function keyEtag(key: ManagedKey): string {
  const { publicId, name, account, enabled, scopes, roles, allowedAddresses } = key;
  const content = [publicId, name, account, enabled, scopes, roles, allowedAddresses, ...timesOf(key)];
  return entityTag(content);
}

/** Strong entity tag of anything that JSON can hold. */
export function entityTag(content: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(content)).digest('base64url').slice(0, 22)}"`;
}

/**
 * `ifMatch`: the value of the header, a list of entity tags or `*` (RFC 9110, section 13.1.1); null for none.
 *
 * @throws ScopegateError `precondition_failed`
 */
export function requireVersion(key: ManagedKey, ifMatch: string | null): void {
  requireTag(keyEtag(key), ifMatch);
}

/**
 * `tag`: of what there is now.
 *
 * @throws ScopegateError `precondition_failed`
 */
export function requireTag(tag: string, ifMatch: string | null): void {
  if (ifMatch === null || ifMatch.trim() === '*') return;
  if (ifMatch.split(',').some((each) => each.trim() === tag)) return;
  throw new ScopegateError('precondition_failed', 'it has changed since you read it', {
    hint: 'Read it again, and repeat the change if it still makes sense.',
  });
}

function timesOf({ notBeforeMs, expiresAtMs, revokedAtMs }: ManagedKey): readonly (number | null)[] {
  return [notBeforeMs, expiresAtMs, revokedAtMs];
}
