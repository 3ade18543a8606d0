import { isScopegateError } from '../../../base/errors.js';
import type { HistoryReader } from '../../../store/ports/history.js';
import type { PolicyState } from '../../../store/ports/planning.js';
import { toMoment } from './planned-credential.js';
import type { ReplayedPolicy } from './replay.js';
import { makePolicyAt } from './policy-at.js';
import type { PolicyAt } from './policy-at.js';

/** The policy of one revision for all records. Rejects with `not_found` where it is not known. */
export async function policyOfRevision(history: HistoryReader, revision: number): Promise<ReplayedPolicy> {
  const world = makePolicyAt(await history.readPolicy(revision), revision);
  return {
    worldOf: () => Promise.resolve(world),
    findCredentials: (_logged, publicIds) => history.readCredentials(revision, publicIds),
  };
}

/** Policies that are held at once; a log has its revisions one after the other, with little disorder. */
const MAX_WORLDS = 8;

/** Each record by the revision that its decision rested on: what differs then is not explained by policy. */
export function policyAsLogged(history: HistoryReader): ReplayedPolicy {
  const worlds = new Map<number, PolicyAt | null>();
  async function open(revision: number): Promise<PolicyAt | null> {
    try {
      return makePolicyAt(await history.readPolicy(revision), revision);
    } catch (error) {
      if (isScopegateError(error) && error.code === 'not_found') return null;
      throw error;
    }
  }
  return {
    async worldOf({ revision }) {
      if (revision === null) return null;
      const held = worlds.get(revision);
      if (held !== undefined) return held;
      const [oldest] = worlds.keys();
      if (worlds.size >= MAX_WORLDS && oldest !== undefined) worlds.delete(oldest);
      const world = await open(revision);
      worlds.set(revision, world);
      return world;
    },
    findCredentials: ({ revision }, publicIds) => history.readCredentials(revision ?? 0, publicIds),
  };
}

/** What migrations would make of policy and credentials. */
export function policyOfDraft(after: PolicyState, revision: number): ReplayedPolicy {
  const world = makePolicyAt(after, revision);
  const issuers = new Map(after.issuers.map((issuer) => [issuer.id, issuer]));
  const credentials = new Map(after.credentials.map((planned) => [planned.publicId, planned]));
  return {
    worldOf: () => Promise.resolve(world),
    findCredentials: (_logged, publicIds) =>
      Promise.resolve(
        publicIds.flatMap((publicId) => {
          const planned = credentials.get(publicId);
          return planned === undefined ? [] : [toMoment(planned, issuers)];
        }),
      ),
  };
}
