import { makeScopeTable } from '../../../engine/index.js';
import type { CredentialOfMoment, PolicyOfMoment } from '../../../store/ports/history.js';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import { holdCredential } from '../../identity/api-keys.js';
import { UNKNOWN, malformed } from '../../identity/schemes.js';
import type { Resolution } from '../../identity/schemes.js';
import { makePolicyAt } from '../policy-at.js';
import { credentialThen } from '../credential-then.js';
import type { LoggedRequest } from './logged-request.js';

/** Decides logged requests by the policy of one moment. */
export interface LoggedDecider {
  /** Takes the credentials that requests to come name; a public id without one is unknown. */
  addCredentials(credentials: readonly CredentialOfMoment[]): void;
  /**
   * Decides as `Check` does, at this time; null where it would need a credential of which the record says too little.
   *
   * @throws ScopegateError as `PolicyAt.decide` does
   */
  decide(logged: LoggedRequest, atMs: number): Answer | null;
}

/** A credential was sent, and not looked at: the policy of then needed none. */
class UnknownThen extends Error {}

export function makeLoggedDecider(policy: PolicyOfMoment, revision: number): LoggedDecider {
  const scopes = makeScopeTable();
  const credentials = new Map<string, CredentialOfMoment>();
  const policyAt = makePolicyAt({ policy, revision, scopes });

  function resolve({ principal, presented, reason, detail }: LoggedRequest): Resolution {
    if (principal === null && reason === 'malformed_credential') return malformed(detail);
    if (principal === null && reason === 'unknown_credential') return UNKNOWN;
    const publicId = principal?.id ?? presented?.id ?? null;
    if (publicId === null) throw new UnknownThen();
    const found = credentials.get(publicId);
    const row = found === undefined ? null : credentialThen(found, principal);
    return row === null ? UNKNOWN : holdCredential(row, scopes);
  }

  return {
    addCredentials(added) {
      for (const credential of added) credentials.set(credential.row.publicId, credential);
    },
    decide(logged, atMs) {
      try {
        return policyAt.decide(questionOf(logged), () => resolve(logged), atMs);
      } catch (error) {
        if (error instanceof UnknownThen) return null;
        throw error;
      }
    },
  };
}

function questionOf(logged: LoggedRequest): CheckRequest {
  const isAnonymous = logged.principal === null && logged.presented === null;
  return {
    authorization: isAnonymous ? '' : 'something',
    method: logged.method,
    target: logged.path ?? '',
    host: logged.host,
    sourceIp: logged.source_ip,
    minRevision: 0,
    explain: false,
    deadlineMs: Infinity,
  };
}
