import type { CheckObserver } from '../../decision/observe.js';
import type { LastUses } from './last-uses.js';
import type { UseCounters } from './use-counters.js';

/** Counts calls by credential, endpoint and scope, and notes when a credential was last let through. */
export function makeUseObserver(counters: Pick<UseCounters, 'count'>, lastUses: Pick<LastUses, 'note'>): CheckObserver {
  return {
    name: 'uses',
    answered(_request, answer, atMs) {
      counters.count(answer, atMs);
      if (answer.decision.allowed && answer.principal !== null) lastUses.note(answer.principal.id);
    },
  };
}
