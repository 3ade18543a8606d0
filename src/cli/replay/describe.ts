import { describeEndpoint } from '../../engine/index.js';
import type { Answer } from '../../service/decision/answer.js';
import type { DifferenceGroup, ReplayReport, Undecidable } from '../../service/rehearsal/replay/report.js';
import { toTable } from '../output.js';

const WHY: Readonly<Record<Undecidable, string>> = {
  no_answer: 'had no decision',
  path: 'their path is not logged whole',
  history: 'history does not reach so far',
  policy: 'the policy of their API does not compile, or the API is gone',
  credential: 'a credential is needed now that was not looked at then',
};

const NAMES: Readonly<Record<DifferenceGroup['difference'], string>> = {
  now_allowed: 'now allowed',
  now_denied: 'now denied',
  other_reason: 'other reason',
};

export function describeReport(report: ReplayReport, limit: number): string {
  const shown = report.differences.slice(0, limit);
  const rows = shown.map((group) => [
    NAMES[group.difference],
    group.endpoint ?? '-',
    group.credential ?? '-',
    `${group.then.decision} ${group.then.reason}`,
    `${group.now.decision} ${group.now.reason}`,
    String(group.estimated),
    `${group.example.method} ${group.example.host}${group.example.path} at ${group.example.at}`,
  ]);
  const headings = ['difference', 'endpoint', 'credential', 'then', 'now', 'requests', 'for example'];
  return [...(rows.length === 0 ? [] : [toTable(headings, rows), '']), ...summary(report, shown.length)].join('\n');
}

function summary(report: ReplayReport, shown: number): string[] {
  const { records, same, nowAllowed, nowDenied, otherReason, estimated } = report;
  const about = (count: number): string => (count === 0 ? '' : ` (about ${String(count)} requests)`);
  const undecided = Object.entries(report.undecidable).filter(([, count]) => count > 0);
  const unlisted = report.differences.length - shown;
  return [
    `${String(records)} decisions: ${String(same)} the same, ${String(nowAllowed)} now allowed${about(estimated.nowAllowed)}, ` +
      `${String(nowDenied)} now denied${about(estimated.nowDenied)}, ${String(otherReason)} for another reason`,
    ...undecided.map(([why, count]) => `${String(count)} not decided again: ${WHY[why as Undecidable]}`),
    ...(report.unreadable > 0 ? [`${String(report.unreadable)} lines are no records`] : []),
    ...(unlisted > 0 ? [`${String(unlisted)} more differences; --limit lists them`] : []),
    ...(report.unlisted > 0 ? [`${String(report.unlisted)} records differ in more ways than are told apart`] : []),
  ];
}

/** One answer, as `scopegate check` has it. */
export function describeAnswer({ decision, api, principal }: Answer, when: string): string {
  const detail = decision.detail === '' ? '' : ` (${decision.detail})`;
  const lines = [`${decision.allowed ? 'ALLOW' : 'DENY'}  ${decision.reason}${detail}`];
  const add = (label: string, value: string): void => {
    if (value !== '') lines.push(`  ${label.padEnd(12)}${value}`);
  };
  if (api !== null && decision.endpointIndex >= 0) {
    const { method, template, access, requiredScopes } = describeEndpoint(api, decision.endpointIndex);
    add('endpoint', `${method} ${template}  [${api.name}, ${access}]`);
    add('needs any', requiredScopes.join(', '));
  }
  add('matched', decision.matchedScope);
  if (principal !== null) add('principal', `${principal.publicId}  "${principal.name}" of ${principal.account}`);
  if (principal !== null && !decision.allowed) add('held', principal.scopes.join(', '));
  add('by', when);
  return lines.join('\n');
}

export function answerJson({ decision, api, principal, revision }: Answer): object {
  const endpoint = api === null || decision.endpointIndex < 0 ? null : describeEndpoint(api, decision.endpointIndex);
  return {
    decision: decision.allowed ? 'allow' : 'deny',
    reason: decision.reason,
    detail: decision.detail,
    api: api?.name ?? null,
    endpoint: endpoint === null ? null : `${endpoint.method} ${endpoint.template}`,
    requiredScopes: endpoint?.requiredScopes ?? [],
    matchedScope: decision.matchedScope,
    canonicalPath: decision.canonicalPath,
    principal: principal === null ? null : { id: principal.publicId, kind: principal.kind, account: principal.account },
    heldScopes: principal?.scopes ?? [],
    revision,
  };
}
