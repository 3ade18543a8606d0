import { expect } from 'chai';
import { compileStates, pairApis } from '../../../../src/service/rehearsal/plan/compiled-state.js';
import { MANAGEMENT_HOST } from '../../../../src/service/decision/api-hosts.js';
import type { PolicyState } from '../../../../src/store/ports/planning.js';

/** APIs by name with their hosts. */
type Apis = Readonly<Record<string, readonly string[]>>;

const OWN = { scopegate: [MANAGEMENT_HOST] };
const IDS: Readonly<Record<string, number>> = { scopegate: 1, one: 2, two: 3 };

function stateOf(apis: Apis): PolicyState {
  const named = Object.entries(apis).map(([name, hosts]) => ({ id: IDS[name] ?? 0, name, hosts }));
  const limits = { errorFamily: 'f', maxStalenessMs: null, maxWriteStalenessMs: null };
  return {
    apis: named.map((api) => ({ ...api, ...limits })),
    sources: named.map(({ id, name }) => ({ id, name, endpoints: [], manageScopes: new Map(), implications: [] })),
    credentials: [],
    issuers: [],
  };
}

/** `one -> two: hosts` of each pair, without the API of the product. */
function pairsOf(before: Apis, after: Apis): string[] {
  const states = { before: stateOf({ ...OWN, ...before }), after: stateOf({ ...OWN, ...after }) };
  return pairApis(states, compileStates(states))
    .map((pair) => {
      const [from, to] = [pair.before?.name ?? 'nothing', pair.after?.name ?? 'nothing'];
      return `${from} -> ${to}: ${pair.hosts.map((host) => (host === '' ? 'no host' : host)).join(', ')}`;
    })
    .filter((text) => !text.startsWith('scopegate'));
}

describe('Which API a question leads to, before and after a migration', () => {
  const cases: { title: string; before: Apis; after: Apis; pairs: readonly string[] }[] = [
    {
      title: 'the only API answers questions without a host',
      before: { one: ['a.example.com'] },
      after: { one: ['a.example.com'] },
      pairs: ['one -> one: a.example.com, no host'],
    },
    {
      title: 'a second API takes them away',
      before: { one: ['a.example.com'] },
      after: { one: ['a.example.com'], two: ['b.example.com'] },
      pairs: ['one -> one: a.example.com', 'one -> nothing: no host', 'nothing -> two: b.example.com'],
    },
    {
      title: 'they come back when the second API goes',
      before: { one: ['a.example.com'], two: ['b.example.com'] },
      after: { one: ['a.example.com'] },
      pairs: ['one -> one: a.example.com', 'two -> nothing: b.example.com', 'nothing -> one: no host'],
    },
    {
      title: 'an API without hosts is out of reach beside another one',
      before: { one: [] },
      after: { one: [], two: ['b.example.com'] },
      pairs: ['one -> nothing: no host', 'nothing -> two: b.example.com'],
    },
    {
      title: 'with several APIs no question without a host leads anywhere',
      before: { one: ['a.example.com'], two: ['b.example.com'] },
      after: { one: ['a.example.com'], two: ['b.example.com'] },
      pairs: ['one -> one: a.example.com', 'two -> two: b.example.com'],
    },
  ];
  for (const { title, before, after, pairs } of cases) {
    it(title, () => {
      expect(pairsOf(before, after)).to.have.members(pairs);
    });
  }
});
