import { expect } from 'chai';
import fc from 'fast-check';
import { makeRouter } from '../../../../src/engine/index.js';
import { countPairs } from '../../../../src/service/rehearsal/plan/pair-counts.js';
import { planPolicy } from '../../../../src/service/rehearsal/plan/plan-policy.js';
import type { EndpointChange } from '../../../../src/service/rehearsal/plan/plan-policy.js';
import type { Group } from '../../../../src/service/rehearsal/plan/population.js';
import type { PolicyState } from '../../../../src/store/ports/planning.js';
import { ANYBODY, naiveName, naiveVerdict } from './naive-access.js';
import type { NaiveVerdict } from './naive-access.js';
import { NOW_MS, randomStates } from './random-states.js';
import { propertyTest } from '../../../support/properties.js';

const router = makeRouter();
const plan = (states: { before: PolicyState; after: PolicyState }) =>
  planPolicy(states, { router, nowMs: NOW_MS, onProgress: () => undefined });

const texts = ['a', 'b', 'c', 'a:b', 'c:b', 'ac'];
const paths = texts.flatMap((one) => [
  `/${one}`,
  ...texts.slice(0, 4).flatMap((two) => [`/${one}/${two}`, ...['a', 'c:b'].map((three) => `/${one}/${two}/${three}`)]),
]);
const requests = paths.flatMap((path) => ['GET', 'POST', 'HEAD'].map((method) => ({ method, path })));

function namesOf(groups: readonly Group[], everybody: boolean): string[] {
  return [
    ...groups.flatMap(({ members }) => members.map(({ publicId }) => publicId)),
    ...(everybody ? [ANYBODY] : []),
  ].sort();
}

/** The endpoints before and after, and who gains and loses: the same words for the plan and for brute force. */
function wordsOfPlan({ before, after, gaining, losing, isOpened, isClosed }: EndpointChange): string {
  const names = [before, after].map((view) => (view === null ? '' : naiveName(view)));
  return JSON.stringify([...names, namesOf(gaining, isOpened), namesOf(losing, isClosed)]);
}

/** Now, and when everything that ends has ended: whoever may call longer gains, too. */
const INSTANTS = [NOW_MS, NOW_MS + 10_000];

function bruteForce(states: { before: PolicyState; after: PolicyState }, request: { method: string; path: string }) {
  const gaining = new Set<string>();
  const losing = new Set<string>();
  let endpoints = { one: '', other: '' };
  for (const nowMs of INSTANTS) {
    const one = naiveVerdict(states.before, request, nowMs);
    const other = naiveVerdict(states.after, request, nowMs);
    if (one === 'refused' || other === 'refused') return null;
    endpoints = { one: one.endpoint, other: other.endpoint };
    for (const id of missingFrom(one, other)) gaining.add(id);
    for (const id of missingFrom(other, one)) losing.add(id);
  }
  return { ...endpoints, gaining: [...gaining].sort(), losing: [...losing].sort() };
}

/** Who may call by the second verdict and not by the first; what is public is so for those that are not there, too. */
function missingFrom(first: NaiveVerdict, second: NaiveVerdict): readonly string[] {
  return [...second.allowed].filter((id) => !first.allowed.has(id) && !first.allowed.has(ANYBODY));
}

describe('A plan', () => {
  const compared =
    'agrees with brute force: every credential at every request, before and after (random policies and migrations)';
  propertyTest(compared, { usual: 8, long: 40 }, (runs) => {
    fc.assert(
      fc.property(randomStates, (states) => {
        const { changes } = plan(states);
        const said = new Set(changes.map(wordsOfPlan));
        const gained = new Set<string>();
        const lost = new Set<string>();
        // Endpoints that no request of the list reaches are looked at through the plan's own requests.
        for (const request of [...requests, ...changes.map((change) => change.request)]) {
          const brute = bruteForce(states, request);
          if (brute === null) continue;
          const { one, other, gaining, losing } = brute;
          for (const id of gaining) gained.add(`${id} ${other}`);
          for (const id of losing) lost.add(`${id} ${one}`);
          const words = JSON.stringify([one, other, gaining, losing]);
          const isChange = gaining.length + losing.length > 0 || one !== other;
          if (isChange && !said.has(words))
            expect.fail(`${request.method} ${request.path} shows ${words}, and the plan says ${[...said].join(' ')}`);
        }
        for (const change of changes) {
          const brute = bruteForce(states, change.request);
          if (brute === null) expect.fail(`${change.request.path} is refused`);
          const { one, other, gaining, losing } = brute;
          expect(wordsOfPlan(change)).to.equal(JSON.stringify([one, other, gaining, losing]));
        }
        const { pairsGained, pairsLost } = countPairs(changes);
        expect(pairsGained).to.equal(gained.size);
        expect(pairsLost).to.equal(lost.size);
      }),
      { ...runs, endOnFailure: true },
    );
  });
});
