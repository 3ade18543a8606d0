import type { EndpointView } from '../engine/index.js';
import { isAffected } from '../service/rehearsal/plan/plan-report.js';
import type { AffectedReport, EndpointReport, PlanReport, PlanSummary } from '../service/rehearsal/plan/plan-report.js';
import type { CredentialReport } from '../service/rehearsal/plan/credential-report.js';

/** Credentials that are named in one line. */
const NAMED_IN_LINE = 5;

/** A plan as people read it: the sum, then endpoint by endpoint, at most `limit` of each kind. */
export function describePlan(report: PlanReport, limit: number): string {
  const { endpoints, credentials } = report;
  const affected = endpoints.filter(({ gains, loses }) => isAffected(gains) || isAffected(loses));
  // What is merely new comes last: nobody has used it yet.
  const routes = endpoints
    .filter(({ moved }) => moved)
    .sort((one, other) => Number(one.before === null) - Number(other.before === null));
  const quiet = endpoints.filter((endpoint) => !affected.includes(endpoint) && !routes.includes(endpoint));
  return [
    describeSummary(report),
    ...section('Access', affected, limit, describeEndpoint),
    ...section('Requests that lead elsewhere', routes, limit, describeRoute),
    ...section('Endpoints that change for nobody', quiet, limit, describeQuiet),
    ...section('Credentials', credentials, limit, describeCredential),
  ].join('\n');
}

export function describeSummary({ files, summary }: PlanReport): string {
  if (files.length === 0) return 'nothing to apply: no file is new';
  const what = `${countOf(files.length, 'file')}: ${files.join(', ')}`;
  return `${what}\n${describeSum(summary)}`;
}

function describeSum(summary: PlanSummary): string {
  const { pairs, pairsGained, pairsLost, credentialsGaining, credentialsLosing, opened, closed } = summary;
  const elsewhere = describeRoutes(summary);
  if (pairs === 0) return ['nobody gains or loses access', ...elsewhere].join('\n');
  const lines = [
    `${countOf(pairsGained + pairsLost, 'pair')} of endpoint and credential change, at ${countOf(summary.endpoints, 'endpoint')}`,
    `  gained  ${String(pairsGained)}, by ${countOf(credentialsGaining, 'credential')}${opened === 0 ? '' : `; ${countOf(opened, 'endpoint')} opened to everybody`}`,
    `  lost    ${String(pairsLost)}, by ${countOf(credentialsLosing, 'credential')}${closed === 0 ? '' : `; ${countOf(closed, 'endpoint')} no longer open to everybody`}`,
    `  calls of the last ${String(summary.recentDays)} days that would have been refused: ${String(summary.recentCallsLost)}`,
    ...elsewhere,
  ];
  return lines.join('\n');
}

function describeRoutes({ routesChanged, routesAdded, routesRemoved }: PlanSummary): readonly string[] {
  const parts = [
    ...(routesChanged === 0 ? [] : [`${String(routesChanged)} to another endpoint`]),
    ...(routesRemoved === 0 ? [] : [`${String(routesRemoved)} to no endpoint any more`]),
    ...(routesAdded === 0 ? [] : [`${String(routesAdded)} to a new endpoint`]),
  ];
  return parts.length === 0 ? [] : [`kinds of requests that lead elsewhere: ${parts.join(', ')}`];
}

function section<T>(
  title: string,
  items: readonly T[],
  limit: number,
  describe: (item: T) => readonly string[],
): string[] {
  if (items.length === 0) return [];
  const shown = items.slice(0, limit).flatMap((item) => describe(item).map((line) => `  ${line}`));
  const rest = items.length - limit;
  return [
    '',
    `${title}:`,
    ...shown,
    ...(rest > 0 ? [`  and ${String(rest)} more; --limit ${String(items.length)} shows them`] : []),
  ];
}

function describeEndpoint(report: EndpointReport): readonly string[] {
  const { loses, gains } = report;
  return [
    `${nameOf(report)}  [${report.api}]`,
    ...(isAffected(loses) ? [`  loses  ${describeAffected(loses, 'called it')}`] : []),
    ...(isAffected(gains) ? [`  gains  ${describeAffected(gains, 'were refused there')}`] : []),
    `  ${describeGuards(report)}`,
    ...describeEnough(report),
    `  for example ${describeRequest(report)}`,
  ];
}

function describeAffected(
  { everybody, count, recentlyUsedBy, recentCalls, credentials }: AffectedReport,
  did: string,
): string {
  const who = everybody ? ['everybody, also without a credential'] : [];
  if (count > 0) who.push(countOf(count, 'credential'));
  const used =
    recentlyUsedBy === 0 ? '' : `, ${String(recentlyUsedBy)} ${did} lately (${countOf(recentCalls, 'call')})`;
  const named = credentials.slice(0, NAMED_IN_LINE).map(({ id, name }) => (id === name ? id : `${id} "${name}"`));
  const rest = count - named.length;
  const names = count === 0 ? '' : `: ${named.join(', ')}${rest > 0 ? ` and ${String(rest)} more` : ''}`;
  return `${who.join('; ')}${used}${names}`;
}

/** What people call the requests: the endpoint that they lead to, and where they led before. */
function nameOf({ before, after, moved }: EndpointReport): string {
  if (!moved || before === null || after === null) return endpointOf(after ?? before);
  return `${endpointOf(after)}, before ${endpointOf(before)}`;
}

function endpointOf(view: EndpointView | null): string {
  return view === null ? 'no endpoint' : `${view.method} ${view.template}`;
}

function describeGuards({ before, after }: EndpointReport): string {
  if (before === null) return `new: ${guardOf(after)}`;
  if (after === null) return `gone: ${guardOf(before)}`;
  const [one, other] = [guardOf(before), guardOf(after)];
  return one === other ? `as before: ${one}` : `before: ${one}; now: ${other}`;
}

/** For an endpoint that goes on: which scopes make the difference, where its own list may be as it was. */
function describeEnough({ before, after, newlyEnough, noLongerEnough }: EndpointReport): readonly string[] {
  if (before?.access !== 'scoped' || after?.access !== 'scoped') return [];
  return [
    ...(noLongerEnough.length === 0 ? [] : [`  no longer enough: ${noLongerEnough.join(', ')}`]),
    ...(newlyEnough.length === 0 ? [] : [`  now enough: ${newlyEnough.join(', ')}`]),
  ];
}

function guardOf(view: EndpointView | null): string {
  if (view === null) return 'nothing';
  const { access, requiredScopes, acceptedKinds, encoded } = view;
  const guard = access === 'scoped' ? `any of ${requiredScopes.join(', ')}` : access;
  const kinds = acceptedKinds === null ? '' : `, only ${acceptedKinds.join(', ')}`;
  return `${guard}${kinds}${encoded.length === 0 ? '' : `, escaped ${encoded.join(', ')}`}`;
}

function describeRequest({ request, hosts }: EndpointReport): string {
  const { method, path, host } = request;
  const place = host === '' ? '' : ` on ${host}`;
  const nowhere = hosts.length === 0 ? ' (no host leads to this API)' : '';
  const hostless = hosts.length === 1 && hosts[0] === '' ? ' (asked without a host)' : '';
  return `${method} ${path}${place}${nowhere}${hostless}`;
}

function describeRoute(report: EndpointReport): readonly string[] {
  const part = report.part ? '; others still lead there' : '';
  return [`${describeRequest(report)}: ${endpointOf(report.before)} -> ${endpointOf(report.after)}${part}`];
}

function describeQuiet(report: EndpointReport): readonly string[] {
  return [`${nameOf(report)}  [${report.api}]  ${describeGuards(report)}`];
}

function describeCredential({ id, kind, name, changes }: CredentialReport): readonly string[] {
  return [`${kind} ${id}${id === name ? '' : ` "${name}"`} ${changes.join('; ')}`];
}

function countOf(count: number, noun: string): string {
  return `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;
}
