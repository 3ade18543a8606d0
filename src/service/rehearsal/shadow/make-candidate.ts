import { ScopegateError } from '../../../base/errors.js';
import { compileApi, makeScopeTable } from '../../../engine/index.js';
import type { PolicyState, Rehearsal } from '../../../store/ports/planning.js';
import type { CandidateDocument } from '../../../store/ports/shadow.js';
import { credentialAfter } from '../replay/planned-credential.js';

/** Beyond it a candidate says more about credentials than about policy. */
const MAX_CHANGED_CREDENTIALS = 50_000;

/**
 * What migrations make of the policy, with the credentials that they change.
 *
 * @throws ScopegateError `policy` where it does not compile, `resource_exhausted` where it changes too many credentials
 */
export function makeCandidate({ before, after }: Pick<Rehearsal, 'before' | 'after'>): CandidateDocument {
  const scopes = makeScopeTable();
  for (const source of after.sources) compileApi(source, scopes);
  const credentials = changedCredentials(before, after);
  if (credentials.length > MAX_CHANGED_CREDENTIALS) {
    throw new ScopegateError('resource_exhausted', `it changes ${String(credentials.length)} credentials`, {
      hint: `A shadow policy may change ${String(MAX_CHANGED_CREDENTIALS)}; scopegate plan has no such bound.`,
    });
  }
  const issuersBefore = new Map(before.issuers.map((issuer) => [issuer.id, JSON.stringify(issuer)]));
  return {
    policy: { apis: after.apis, sources: after.sources },
    credentials,
    issuers: after.issuers
      .filter((issuer) => issuersBefore.get(issuer.id) !== JSON.stringify(issuer))
      .map(({ id, enabled, scopesFrom }) => ({ id, enabled, scopesFrom })),
  };
}

function changedCredentials(before: PolicyState, after: PolicyState): CandidateDocument['credentials'] {
  const then = new Map(before.credentials.map((one) => [one.id, JSON.stringify(one)]));
  const issuers = new Map(after.issuers.map((issuer) => [issuer.id, issuer]));
  const changed = after.credentials
    .filter((one) => then.has(one.id) && then.get(one.id) !== JSON.stringify(one))
    .map((one) => ({ id: one.id, credential: credentialAfter(one, issuers) }));
  const kept = new Set(after.credentials.map(({ id }) => id));
  const gone = before.credentials.filter(({ id }) => !kept.has(id)).map(({ id }) => ({ id, credential: null }));
  return [...changed, ...gone];
}
