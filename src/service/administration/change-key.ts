import type { Clock } from '../../base/clock.js';
import { ScopegateError } from '../../base/errors.js';
import type { Grants, KeyChange, ManagedKey, ManagedKeyWriter, Written } from '../../store/ports/managed-keys.js';
import type { Actor } from './actor.js';
import { requireVersion } from './entity-tag.js';
import { requireMayChange, requireMayEdit } from './hand-out.js';
import { checkAddresses, checkGrants, checkName, checkValidity, readOptionalTime, rejectFaults } from './input.js';

/** Absent members stay unchanged. */
export interface ChangeRequest {
  readonly name?: string;
  /** All of them anew. */
  readonly scopes?: readonly string[];
  /** All of them anew. */
  readonly roles?: readonly string[];
  /** Beside those that it has. */
  readonly grant?: Grants;
  /** From those that it has; one that is unknown is an error, because a misspelt revocation must not look done. */
  readonly take?: Grants;
  readonly allowedAddresses?: readonly string[];
  /** ISO 8601; null takes the time away. */
  readonly notBefore?: string | null;
  readonly expiresAt?: string | null;
  readonly enabled?: boolean;
  /** For good; also disables. */
  readonly revoke?: true;
}

export interface ChangeKeyRequest {
  readonly publicId: string;
  readonly change: ChangeRequest;
  /** Value of `If-Match`; null for none. */
  readonly ifMatch: string | null;
}

export type ChangeKey = (actor: Actor, request: ChangeKeyRequest) => Promise<Written<ManagedKey>>;

export interface ChangeKeyDeps {
  readonly writer: Pick<ManagedKeyWriter, 'changeKey'>;
  readonly clock: Clock;
}

/**
 * Edits, enables, disables and revokes. Rejects with `not_found`, `invalid_argument` that lists all faults,
 * `permission_denied`, `precondition_failed`, and `conflict` for an unknown scope or role, scopes that are not held together,
 * a revoked key, or the last administrator.
 */
export function makeChangeKey({ writer, clock }: ChangeKeyDeps): ChangeKey {
  return async (actor, { publicId, change, ifMatch }) => {
    validateChange(change);
    return writer.changeKey(publicId, actor.record, {
      plan(key) {
        // Before anything else, so that no other error tells about a credential that the actor may not change.
        requireMayChange(actor, key);
        requireVersion(key, ifMatch);
        rejectRevoked(key, change);
        const planned = planChange(key, change, clock());
        if (planned.scopes?.length === 0 && key.scopes.length > 0 && change.take === undefined) {
          rejectFaults([{ property: 'scopes', violation: 'must be at least one' }]);
        }
        return planned;
      },
      judge: (before, after) => {
        requireMayEdit(actor, before, after);
      },
    });
  };
}

/**
 * What is wrong with a request whatever the credential is: before the database is asked.
 *
 * @throws ScopegateError `invalid_argument` that lists all faults
 */
export function validateChange({ name, allowedAddresses, notBefore, expiresAt, ...rest }: ChangeRequest): void {
  const grants = [rest, rest.grant ?? {}, rest.take ?? {}];
  rejectFaults([
    name === undefined ? null : checkName('name', name),
    allowedAddresses === undefined ? null : checkAddresses(allowedAddresses),
    ...grants.flatMap((each) => checkGrants(each)),
    readOptionalTime('notBefore', notBefore).fault,
    readOptionalTime('expiresAt', expiresAt).fault,
  ]);
}

/**
 * What a request means for the credential as it is. For credentials of every kind.
 *
 * @throws ScopegateError `invalid_argument` that lists all faults
 */
export function planChange(before: ManagedKey, request: ChangeRequest, nowMs: number): KeyChange {
  const { grant, take, notBefore, expiresAt, ...rest } = request;
  const [start, end] = [readOptionalTime('notBefore', notBefore), readOptionalTime('expiresAt', expiresAt)];
  const scopes = combine(request.scopes ?? before.scopes, grant?.scopes, take?.scopes);
  const roles = combine(request.roles ?? before.roles, grant?.roles, take?.roles);
  rejectFaults([
    request.name === undefined ? null : checkName('name', request.name),
    request.allowedAddresses === undefined ? null : checkAddresses(request.allowedAddresses),
    ...checkGrants({ scopes, roles }),
    start.fault,
    end.fault,
    ...checkValidity({
      notBeforeMs: start.ms === undefined ? before.notBeforeMs : start.ms,
      expiresAtMs: end.ms === undefined ? before.expiresAtMs : end.ms,
      isNewEnd: end.ms !== undefined && end.ms !== before.expiresAtMs,
      nowMs,
    }),
  ]);
  const changesGrants = grant !== undefined || take !== undefined;
  return {
    ...rest,
    ...(changesGrants ? { scopes, roles } : {}),
    ...(take === undefined ? {} : { mentions: take }),
    ...(start.ms === undefined ? {} : { notBeforeMs: start.ms }),
    ...(end.ms === undefined ? {} : { expiresAtMs: end.ms }),
  };
}

function combine(
  held: readonly string[],
  granted: readonly string[] = [],
  taken: readonly string[] = [],
): readonly string[] {
  return [...new Set([...held, ...granted])].filter((each) => !taken.includes(each));
}

function rejectRevoked(key: ManagedKey, change: ChangeRequest): void {
  if (key.state !== 'revoked' || change.revoke === true) return;
  throw new ScopegateError('conflict', `the key "${key.publicId}" is revoked, and that is final`, {
    hint: 'Create a new one.',
  });
}
