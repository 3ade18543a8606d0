import type { Log } from '../../../base/log.js';
import type { Choice } from './choose.js';
import type { MemberState } from './state.js';

/** Tells the log about each change of the choice, once, and counts the standbys that are passed over. */
export interface ChoiceReport {
  note(states: readonly (MemberState | null)[], before: Choice, after: Choice): void;
  lagging(): { readonly now: number; readonly total: number };
}

/** @param names of the members, without user and password */
export function makeChoiceReport(names: readonly string[], log: Log): ChoiceReport {
  let lagging: readonly boolean[] = names.map(() => false);
  let total = 0;
  return {
    note(states, before, after) {
      const isLagging = names.map((_name, index) => (after.probation[index] ?? 0) > 0);
      isLagging.forEach((is, index) => {
        if (is === lagging[index]) return;
        const database = names[index];
        if (is) {
          total++;
          const reading = names[after.read] ?? null;
          log.warn({ database, lagMs: Math.round(states[index]?.lagMs ?? 0), reading }, LAGS);
        } else log.info({ database }, 'the standby follows closely again, and is read from in its turn');
      });
      lagging = isLagging;
      for (const purpose of ['read', 'write'] as const) noteChange(purpose, before, after);
    },
    lagging: () => ({ now: lagging.filter(Boolean).length, total }),
  };

  function noteChange(purpose: 'read' | 'write', before: Choice, after: Choice): void {
    if (before[purpose] === after[purpose]) return;
    const [from, to] = [before, after].map((choice) => names[choice[purpose]] ?? null);
    const message = `${purpose === 'read' ? 'reading from' : 'writing to'} another database`;
    if (to === null) log.warn({ from, databases: names.length }, `${message}: none can do it now`);
    else log.info({ from, to, timeline: after.timeline }, message);
  }
}

const LAGS = 'a standby lags behind the primary: it is passed over while a fresher database answers';
