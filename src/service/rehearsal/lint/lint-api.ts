import { describeEndpoint, findOverlaps, reachesOf } from '../../../engine/index.js';
import type { CompiledApi, Overlap, EndpointReach, Router } from '../../../engine/index.js';
import { makeFinding } from './finding.js';
import type { Finding, Rule } from './finding.js';
import { lintSuffixes } from './format-suffixes.js';

/** What can be said of the route table of one API. */
export function lintApi(api: CompiledApi, router: Router): readonly Finding[] {
  const reaches = reachesOf(api, router);
  return [
    ...unreachable(api, reaches),
    ...overlapping(api, router),
    ...lintSuffixes(api, router, reaches),
    ...listed(api),
  ];
}

function unreachable(api: CompiledApi, reaches: readonly EndpointReach[]): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [index, reach] of reaches.entries()) {
    if (!('shadowedBy' in reach)) continue;
    const name = nameOf(api, index);
    const message =
      reach.shadowedBy < 0
        ? `${name} cannot be reached: every path of it is refused`
        : `${name} cannot be reached: better templates take all of its paths, ${nameOf(api, reach.shadowedBy)} among them`;
    findings.push(makeFinding({ rule: 'unreachable_endpoint', api: api.name, message, endpoints: [name] }));
  }
  return findings;
}

function overlapping(api: CompiledApi, router: Router): readonly Finding[] {
  return findOverlaps(api, router).map((overlap) => {
    const [one, other] = overlap.endpoints.map((index) => nameOf(api, index)) as [string, string];
    return makeFinding({
      rule: overlap.differs ? 'overlap' : 'harmless_overlap',
      api: api.name,
      message: `${one} and ${other} both match ${overlap.path}, ${consequenceOf(overlap)}`,
      endpoints: [one, other],
      witness: {
        method: overlap.method,
        path: overlap.path,
        decidedBy: nameOf(api, overlap.decided),
      },
    });
  });
}

function consequenceOf({ differs, isShared }: Overlap): string {
  if (differs) return 'and ask for different things';
  return isShared ? 'and ask for the same' : 'for different methods';
}

function listed(api: CompiledApi): readonly Finding[] {
  const findings: Finding[] = [];
  for (let index = 0; index < api.endpointCount; index++) {
    const { access } = describeEndpoint(api, index);
    const rule: Rule | null = access === 'public' ? 'public_endpoint' : access === 'closed' ? 'closed_endpoint' : null;
    if (rule === null) continue;
    const name = nameOf(api, index);
    const message = access === 'public' ? `${name} is open to everybody` : `${name} is closed to everybody`;
    findings.push(makeFinding({ rule, api: api.name, message, endpoints: [name] }));
  }
  return findings;
}

function nameOf(api: CompiledApi, index: number): string {
  if (index < 0) return '';
  const { method, template } = describeEndpoint(api, index);
  return `${method} ${template}`;
}
