import { isScopegateError } from '../../../base/errors.js';
import type { HistoryReader } from '../../../store/ports/history.js';
import type { PolicyState } from '../../../store/ports/planning.js';
import { credentialAfter } from './planned-credential.js';
import type { ReplayedPolicy } from './replay.js';
import { makeLoggedDecider } from './decide-logged.js';
import type { LoggedDecider } from './decide-logged.js';

/** The policy of one revision for all records. Rejects with `not_found` where it is not known. */
export async function policyOfRevision(history: HistoryReader, revision: number): Promise<ReplayedPolicy> {
  const decider = makeLoggedDecider(await history.readPolicy(revision), revision);
  return {
    deciderOf: () => Promise.resolve(decider),
    findCredentials: (_logged, publicIds) => history.readCredentials(revision, publicIds),
  };
}

/** Cached policies. A log holds its revisions nearly in order, so a few suffice. */
const MAX_DECIDERS = 8;

/** Each record by the revision that its decision rested on: what differs then is not explained by policy. */
export function policyAsLogged(history: HistoryReader): ReplayedPolicy {
  const deciders = new Map<number, LoggedDecider | null>();
  async function open(revision: number): Promise<LoggedDecider | null> {
    try {
      return makeLoggedDecider(await history.readPolicy(revision), revision);
    } catch (error) {
      if (isScopegateError(error) && error.code === 'not_found') return null;
      throw error;
    }
  }
  return {
    async deciderOf({ revision }) {
      if (revision === null) return null;
      const held = deciders.get(revision);
      if (held !== undefined) return held;
      const [oldest] = deciders.keys();
      if (deciders.size >= MAX_DECIDERS && oldest !== undefined) deciders.delete(oldest);
      const decider = await open(revision);
      deciders.set(revision, decider);
      return decider;
    },
    findCredentials: ({ revision }, publicIds) => history.readCredentials(revision ?? 0, publicIds),
  };
}

/** The policy and credentials that a rehearsed migration leads to. */
export function policyAfter(after: PolicyState, revision: number): ReplayedPolicy {
  const decider = makeLoggedDecider(after, revision);
  const issuers = new Map(after.issuers.map((issuer) => [issuer.id, issuer]));
  const credentials = new Map(after.credentials.map((planned) => [planned.publicId, planned]));
  return {
    deciderOf: () => Promise.resolve(decider),
    findCredentials: (_logged, publicIds) =>
      Promise.resolve(
        publicIds.flatMap((publicId) => {
          const planned = credentials.get(publicId);
          return planned === undefined ? [] : [credentialAfter(planned, issuers)];
        }),
      ),
  };
}
