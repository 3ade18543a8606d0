import type { EndpointView } from '../../../engine/index.js';
import type { PlannedCredential, RecentUse } from '../../../store/ports/planning.js';
import { describeCredentialChange } from './credential-report.js';
import type { CredentialReport } from './credential-report.js';
import type { EndpointChange, PolicyPlan } from './plan-policy.js';
import { countPairs } from './pair-counts.js';
import type { PairCounts } from './pair-counts.js';
import type { Group } from './population.js';

/** Who gains or loses at one place; the credentials with most recent calls first. */
export interface AffectedReport {
  /** True where it is everybody, also without a credential. */
  readonly everybody: boolean;
  readonly count: number;
  /** Of these, how many called the endpoint in the last days, and how often: allowed calls of losers, refused ones of gainers. */
  readonly recentlyUsedBy: number;
  readonly recentCalls: number;
  /** As many as are asked for. */
  readonly credentials: readonly AffectedCredential[];
}

export interface AffectedCredential {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly account: string;
  readonly recentCalls: number;
}

export interface EndpointReport {
  readonly api: string;
  readonly hosts: readonly string[];
  readonly before: EndpointView | null;
  readonly after: EndpointView | null;
  /** Scopes that open it now and did not before, also by implication. */
  readonly newlyEnough: readonly string[];
  readonly noLongerEnough: readonly string[];
  readonly request: { readonly host: string; readonly method: string; readonly path: string };
  /** Whether such requests lead elsewhere than before. */
  readonly moved: boolean;
  /** Whether these are only some of the requests that the endpoint before decided. */
  readonly part: boolean;
  readonly gains: AffectedReport;
  readonly loses: AffectedReport;
}

export interface PlanSummary extends PairCounts {
  readonly endpoints: number;
  /** Kinds of requests that lead elsewhere than before: to another endpoint, to one where there was none, to none. */
  readonly routesChanged: number;
  readonly routesAdded: number;
  readonly routesRemoved: number;
  readonly credentialsChanged: number;
  readonly recentCallsLost: number;
  readonly recentDays: number;
}

export interface PlanReport {
  readonly files: readonly string[];
  readonly summary: PlanSummary;
  /** Those at which most recent calls would be lost first. */
  readonly endpoints: readonly EndpointReport[];
  readonly credentials: readonly CredentialReport[];
}

export interface ReportOptions {
  readonly files: readonly string[];
  readonly uses: readonly RecentUse[];
  readonly recentDays: number;
  /** How many credentials are named at one endpoint. */
  readonly maxNamed: number;
}

export function makePlanReport(plan: PolicyPlan, options: ReportOptions): PlanReport {
  const uses = indexUses(options.uses);
  const endpoints = plan.changes.map((change) => toReport(change, uses, options.maxNamed)).sort(byWeight);
  const summary = {
    ...countPairs(plan.changes),
    endpoints: endpoints.filter(({ gains, loses }) => isAffected(gains) || isAffected(loses)).length,
    ...countRoutes(endpoints),
    credentialsChanged: plan.credentials.length,
    recentCallsLost: callsLost(plan.changes, uses),
    recentDays: options.recentDays,
  };
  const credentials = plan.credentials.map(describeCredentialChange);
  return { files: options.files, summary, endpoints, credentials };
}

/** Endpoints as they are now, whose recent use says how much a change weighs. */
export function weighedEndpoints({ changes }: PolicyPlan): readonly number[] {
  const ids = changes
    .filter(({ gaining, losing }) => gaining.length + losing.length > 0)
    .flatMap(({ before }) => (before === null ? [] : [before.id]));
  return [...new Set(ids)];
}

export function isAffected({ count, everybody }: AffectedReport): boolean {
  return everybody || count > 0;
}

type Uses = ReadonlyMap<number, ReadonlyMap<number, RecentUse>>;

function indexUses(uses: readonly RecentUse[]): Uses {
  const byEndpoint = new Map<number, Map<number, RecentUse>>();
  for (const use of uses) {
    const known = byEndpoint.get(use.endpointId) ?? new Map<number, RecentUse>();
    known.set(use.credentialId, use);
    byEndpoint.set(use.endpointId, known);
  }
  return byEndpoint;
}

function countRoutes(endpoints: readonly EndpointReport[]) {
  const moved = endpoints.filter((endpoint) => endpoint.moved);
  const routesAdded = moved.filter(({ before }) => before === null).length;
  const routesRemoved = moved.filter(({ after }) => after === null).length;
  return { routesAdded, routesRemoved, routesChanged: moved.length - routesAdded - routesRemoved };
}

/** Each call once, through however many kinds of requests its endpoint changes. */
function callsLost(changes: readonly EndpointChange[], uses: Uses): number {
  const lost = new Set<RecentUse>();
  for (const { before, losing } of changes) {
    const used = before === null ? undefined : uses.get(before.id);
    if (used === undefined) continue;
    for (const { members } of losing) {
      for (const { id } of members) {
        const use = used.get(id);
        if (use !== undefined) lost.add(use);
      }
    }
  }
  return [...lost].reduce((sum, { allowed }) => sum + allowed, 0);
}

function toReport(change: EndpointChange, uses: Uses, maxNamed: number): EndpointReport {
  const { api, hosts, before, after, newlyEnough, noLongerEnough, request } = change;
  const used = before === null ? undefined : uses.get(before.id);
  return {
    api,
    hosts,
    before,
    after,
    newlyEnough,
    noLongerEnough,
    request: { host: hosts[0] ?? '', ...request },
    moved: change.isMoved,
    part: change.isPart,
    gains: affected(change.gaining, {
      everybody: change.isOpened,
      maxNamed,
      callsOf: (id) => used?.get(id)?.denied ?? 0,
    }),
    loses: affected(change.losing, {
      everybody: change.isClosed,
      maxNamed,
      callsOf: (id) => used?.get(id)?.allowed ?? 0,
    }),
  };
}

interface Affecting {
  readonly everybody: boolean;
  readonly maxNamed: number;
  readonly callsOf: (credentialId: number) => number;
}

function affected(groups: readonly Group[], { everybody, maxNamed, callsOf }: Affecting): AffectedReport {
  const users: Weighed[] = [];
  const others: Weighed[] = [];
  let count = 0;
  for (const { members } of groups) {
    count += members.length;
    for (const member of members) {
      const calls = callsOf(member.id);
      if (calls > 0) users.push({ member, calls });
      else if (others.length < maxNamed) others.push({ member, calls });
    }
  }
  users.sort((a, b) => b.calls - a.calls);
  return {
    everybody,
    count,
    recentlyUsedBy: users.length,
    recentCalls: users.reduce((sum, { calls }) => sum + calls, 0),
    credentials: [...users.slice(0, maxNamed), ...others].slice(0, maxNamed).map(toAffected),
  };
}

interface Weighed {
  readonly member: PlannedCredential;
  readonly calls: number;
}

function toAffected({ member, calls }: Weighed): AffectedCredential {
  const { publicId, kind, name, account } = member;
  return { id: publicId, kind, name, account, recentCalls: calls };
}

function byWeight(one: EndpointReport, other: EndpointReport): number {
  const weights = (report: EndpointReport): readonly number[] => [
    report.loses.recentCalls,
    report.loses.everybody ? 1 : 0,
    report.loses.count,
    report.gains.everybody ? 1 : 0,
    report.gains.count,
  ];
  const [a, b] = [weights(one), weights(other)];
  return a.map((weight, index) => (b[index] ?? 0) - weight).find((difference) => difference !== 0) ?? 0;
}
