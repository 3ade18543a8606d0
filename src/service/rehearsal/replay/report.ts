import type { LoggedRequest } from './logged-request.js';

/** How a decision compares with the logged one; `other_reason`: the same decision, for another reason or endpoint. */
export type Difference = 'same' | 'now_allowed' | 'now_denied' | 'other_reason';

/**
 * Why a request cannot be decided again: it had no decision; its path is not all there; history does not reach so far; the
 * policy does not compile; or a credential is needed now that nobody looked at then.
 */
export type Undecidable = 'no_answer' | 'path' | 'history' | 'policy' | 'credential';

export interface DecidedNow {
  readonly allowed: boolean;
  readonly reason: string;
  readonly endpoint: string | null;
}

export type ReplayOutcome =
  { readonly kind: Difference; readonly now: DecidedNow } | { readonly kind: 'undecidable'; readonly why: Undecidable };

/** Decisions that differ in the same way. */
export interface DifferenceGroup {
  readonly difference: Exclude<Difference, 'same'>;
  /** Of now; that of then where there is none now. */
  readonly endpoint: string | null;
  /** Public id; null for none. */
  readonly credential: string | null;
  readonly then: { readonly decision: string; readonly reason: string };
  readonly now: { readonly decision: string; readonly reason: string };
  readonly records: number;
  /** Requests that these records stand for. */
  readonly estimated: number;
  readonly example: { readonly at: string; readonly method: string; readonly host: string; readonly path: string };
}

export interface ReplayReport {
  readonly records: number;
  /** Lines that are no records. */
  readonly unreadable: number;
  readonly same: number;
  readonly nowAllowed: number;
  readonly nowDenied: number;
  readonly otherReason: number;
  readonly undecidable: Readonly<Record<Undecidable, number>>;
  /** Requests that the differing decisions stand for. */
  readonly estimated: { readonly nowAllowed: number; readonly nowDenied: number };
  /** Those that stand for most requests first; a gain or loss before another reason. */
  readonly differences: readonly DifferenceGroup[];
  /** Records whose difference there was no room to tell apart. */
  readonly unlisted: number;
}

interface Group {
  readonly first: LoggedRequest;
  readonly difference: DifferenceGroup['difference'];
  readonly now: DecidedNow;
  records: number;
  estimated: number;
}

export interface ReportBuilder {
  readonly records: number;
  add(logged: LoggedRequest, outcome: ReplayOutcome): void;
  addUnreadable(): void;
  finish(): ReplayReport;
}

export function makeReport(maxDifferences: number): ReportBuilder {
  const groups = makeGroups(maxDifferences);
  const counts = { same: 0, now_allowed: 0, now_denied: 0, other_reason: 0 };
  const undecidable = { no_answer: 0, path: 0, history: 0, policy: 0, credential: 0 };
  const estimated = { same: 0, now_allowed: 0, now_denied: 0, other_reason: 0 };
  let records = 0;
  let unreadable = 0;
  return {
    get records() {
      return records;
    },
    add(logged, outcome) {
      records += 1;
      if (outcome.kind === 'undecidable') {
        undecidable[outcome.why] += 1;
        return;
      }
      counts[outcome.kind] += 1;
      estimated[outcome.kind] += 1 / logged.sample_rate;
      if (outcome.kind !== 'same') groups.add(logged, outcome.kind, outcome.now);
    },
    addUnreadable() {
      unreadable += 1;
    },
    finish: () => ({
      records,
      unreadable,
      same: counts.same,
      nowAllowed: counts.now_allowed,
      nowDenied: counts.now_denied,
      otherReason: counts.other_reason,
      undecidable,
      estimated: { nowAllowed: Math.round(estimated.now_allowed), nowDenied: Math.round(estimated.now_denied) },
      differences: groups.list(),
      unlisted: groups.unlisted(),
    }),
  };
}

function makeGroups(maxGroups: number) {
  const groups = new Map<string, Group>();
  let unlisted = 0;
  return {
    add(logged: LoggedRequest, difference: Group['difference'], now: DecidedNow): void {
      const weight = 1 / logged.sample_rate;
      const { endpoint, decision, reason } = logged;
      const key = JSON.stringify([difference, now, endpoint, credentialOf(logged), decision, reason]);
      const group = groups.get(key);
      if (group !== undefined) {
        group.records += 1;
        group.estimated += weight;
      } else if (groups.size < maxGroups) {
        groups.set(key, { first: logged, difference, now, records: 1, estimated: weight });
      } else {
        unlisted += 1;
      }
    },
    list: (): DifferenceGroup[] => [...groups.values()].sort(byWeight).map(toGroup),
    unlisted: () => unlisted,
  };
}

function byWeight(one: Group, other: Group): number {
  const isMinor = (group: Group): number => (group.difference === 'other_reason' ? 1 : 0);
  const minor = isMinor(one) - isMinor(other);
  return minor === 0 ? other.estimated - one.estimated : minor;
}

function credentialOf({ principal, presented }: LoggedRequest): string | null {
  return principal?.id ?? presented?.id ?? null;
}

function toGroup({ first, difference, now, records, estimated }: Group): DifferenceGroup {
  return {
    difference,
    endpoint: now.endpoint ?? first.endpoint,
    credential: credentialOf(first),
    then: { decision: first.decision, reason: first.reason },
    now: { decision: now.allowed ? 'allow' : 'deny', reason: now.reason },
    records,
    estimated: Math.round(estimated),
    example: { at: first.at, method: first.method, host: first.host, path: first.path ?? '' },
  };
}
