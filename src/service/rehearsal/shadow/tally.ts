import type { Disagreement, ShadowOutcome, ShadowResults } from '../../../store/ports/shadow.js';
import type { Answer } from '../../decision/answer.js';
import type { CheckRequest } from '../../check-request.js';
import { hostText, pathText, plainText } from '../../recording/decision-log/log-text.js';
import { endpointText } from './evaluate.js';
import type { ShadowVerdict } from './evaluate.js';

/** What was found out about a candidate since it was last written down; bounded. */
export interface Tally {
  count(outcome: ShadowOutcome): void;
  /** Notes where the two differ; counts nothing. */
  addVerdict(decided: Decided): void;
  /** Hands over what there is, and begins anew; null for nothing. */
  take(): ShadowResults | null;
  /** Puts back what could not be written. */
  restore(results: ShadowResults): void;
}

export interface Decided {
  readonly request: CheckRequest;
  readonly live: Answer;
  readonly verdict: ShadowVerdict;
  readonly atMs: number;
}

type Counts = Partial<Record<ShadowOutcome, number>>;

/** @param maxDisagreements different ones; further ones count, and are not told apart */
export function makeTally(maxDisagreements: number): Tally {
  let counts: Counts = {};
  let groups = new Map<string, Disagreement>();

  function add(disagreement: Disagreement): void {
    const { endpoint, credential, live, shadow } = disagreement;
    const key = JSON.stringify([endpoint, credential, live, shadow]);
    const known = groups.get(key);
    if (known === undefined && groups.size >= maxDisagreements) return;
    groups.set(key, known === undefined ? disagreement : merge(known, disagreement));
  }

  return {
    count(outcome) {
      counts[outcome] = (counts[outcome] ?? 0) + 1;
    },
    addVerdict(decided) {
      const { outcome, answer } = decided.verdict;
      if (answer !== null && outcome !== 'agree') add(toDisagreement(decided, answer));
    },
    take() {
      if (Object.keys(counts).length === 0) return null;
      const taken = { counts, disagreements: [...groups.values()] };
      counts = {};
      groups = new Map();
      return taken;
    },
    restore(results) {
      for (const [outcome, checks] of Object.entries(results.counts) as [ShadowOutcome, number][]) {
        counts[outcome] = (counts[outcome] ?? 0) + checks;
      }
      for (const disagreement of results.disagreements) add(disagreement);
    },
  };
}

function toDisagreement({ request, live, atMs }: Decided, shadow: Answer): Disagreement {
  const said = ({ decision }: Answer): string => `${decision.allowed ? 'allow' : 'deny'} ${decision.reason}`;
  const { principal, decision } = live;
  const path = pathText(decision.canonicalPath === '' ? request.target : decision.canonicalPath).text;
  return {
    endpoint: endpointText(live) === '' ? endpointText(shadow) : endpointText(live),
    credential: principal?.publicId ?? '',
    live: said(live),
    shadow: said(shadow),
    checks: 1,
    firstAtMs: atMs,
    lastAtMs: atMs,
    example: { method: plainText(request.method, 64), host: hostText(request.host), path },
  };
}

function merge(one: Disagreement, other: Disagreement): Disagreement {
  return {
    ...one,
    checks: one.checks + other.checks,
    firstAtMs: Math.min(one.firstAtMs, other.firstAtMs),
    lastAtMs: Math.max(one.lastAtMs, other.lastAtMs),
  };
}
