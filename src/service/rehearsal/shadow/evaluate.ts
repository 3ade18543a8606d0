import { toIsoTimeOrNull } from '../../../base/instant.js';
import { describeEndpoint, makeScopeTable } from '../../../engine/index.js';
import type { CredentialRow } from '../../../store/ports/credentials.js';
import type { CandidateDocument, ShadowOutcome } from '../../../store/ports/shadow.js';
import type { CachedCredential } from '../../identity/credential-cache.js';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import { holdCredential } from '../../identity/api-keys.js';
import { UNKNOWN, malformed } from '../../identity/schemes.js';
import type { Resolution } from '../../identity/schemes.js';
import { makePolicyAt } from '../policy-at.js';
import { credentialThen } from '../credential-then.js';

/** What a candidate makes of a request that was answered. */
export interface ShadowVerdict {
  readonly outcome: Exclude<ShadowOutcome, 'lost'>;
  /** Null where it did not decide. */
  readonly answer: Answer | null;
}

/** Never throws, and changes nothing. */
export type EvaluateCandidate = (request: CheckRequest, live: Answer, nowMs: number) => ShadowVerdict;

/** The policy in force had no need of the credential, so nobody knows whose it is. */
class NotLookedAt extends Error {}

/** Decides by a candidate, for the credential that the policy in force found. */
export function makeEvaluateCandidate(document: CandidateDocument, revision: number): EvaluateCandidate {
  const scopes = makeScopeTable();
  const candidate = makePolicyAt({ policy: document.policy, revision, scopes });
  const changed = new Map(document.credentials.map(({ id, credential }) => [id, credential]));
  const issuers = new Map(document.issuers.map((issuer) => [issuer.id, issuer]));
  // A row is one object for as long as it is held; its scopes are numbered once.
  const held = new WeakMap<CredentialRow, CachedCredential>();

  function rowThen(live: CredentialRow): CredentialRow | null {
    const found = changed.get(live.id);
    if (found === null) return null;
    const issuer = live.issuerId === undefined ? undefined : issuers.get(live.issuerId);
    if (found === undefined && issuer === undefined) return live;
    const { row, issuer: own } = found ?? { row: live, issuer: null };
    const expires = toIsoTimeOrNull(live.expiresAtMs);
    const isBound = live.kind === 'session' || live.kind === 'oauth_token';
    const carried = live.kind === 'oauth_token' ? { held_scopes: [...live.scopes] } : {};
    const logged = { id: live.publicId, kind: live.kind, ...carried, ...(isBound ? { expires_at: expires } : {}) };
    return credentialThen({ row, issuer: own ?? issuer ?? null }, logged);
  }

  function resolve({ principal, decision }: Answer): Resolution {
    if (principal === null) {
      if (decision.reason === 'unknown_credential') return UNKNOWN;
      if (decision.reason === 'malformed_credential') return malformed(decision.detail);
      throw new NotLookedAt();
    }
    const known = held.get(principal);
    if (known !== undefined) return known;
    const row = rowThen(principal);
    if (row === null) return UNKNOWN;
    const made = holdCredential(row, scopes);
    held.set(principal, made);
    return made;
  }

  return (request, live, nowMs) => {
    try {
      const answer = candidate.decide(request, () => resolve(live), nowMs);
      return { outcome: compare(live, answer), answer };
    } catch (error) {
      return { outcome: error instanceof NotLookedAt ? 'undecided' : 'failed', answer: null };
    }
  };
}

function compare(live: Answer, shadow: Answer): ShadowVerdict['outcome'] {
  if (live.decision.allowed !== shadow.decision.allowed)
    return live.decision.allowed ? 'allow_to_deny' : 'deny_to_allow';
  return live.decision.reason === shadow.decision.reason && endpointText(live) === endpointText(shadow)
    ? 'agree'
    : 'other_reason';
}

/** `POST /sms/{id}`; empty for none. */
export function endpointText({ api, decision }: Answer): string {
  if (api === null || decision.endpointIndex < 0) return '';
  const { method, template } = describeEndpoint(api, decision.endpointIndex);
  return `${method} ${template}`;
}
