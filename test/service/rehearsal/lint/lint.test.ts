import { expect } from 'chai';
import { makeRouter } from '../../../../src/engine/index.js';
import type { ApiSource, EndpointSource } from '../../../../src/engine/index.js';
import type { Finding } from '../../../../src/service/rehearsal/lint/finding.js';
import { lintDatabase } from '../../../../src/service/rehearsal/lint/lint-policy.js';

const ENDPOINT: EndpointSource = {
  id: 1,
  method: 'GET',
  template: '/a',
  access: 'scoped',
  scopes: ['read'],
  product: null,
  managed: true,
  acceptedKinds: null,
  encoded: [],
};

interface World {
  readonly endpoints: readonly Partial<EndpointSource>[];
  readonly manageScopes?: Readonly<Record<string, string>>;
  readonly implications?: ApiSource['implications'];
  readonly scopes?: readonly string[];
  readonly held?: readonly string[];
  /** Hosts of a second API with the same endpoints; left out: there is none. */
  readonly secondApi?: readonly string[];
}

async function lint(world: World): Promise<readonly Finding[]> {
  const { endpoints, manageScopes = {}, implications = [], scopes = ['read'], held = scopes, secondApi } = world;
  const entry = {
    id: 1,
    name: 'api',
    hosts: [],
    errorFamily: 'x',
    maxStalenessMs: null,
    maxWriteStalenessMs: null,
  };
  const apis = secondApi === undefined ? [entry] : [entry, { ...entry, id: 2, name: 'second', hosts: secondApi }];
  const source: ApiSource = {
    id: 1,
    name: 'api',
    endpoints: endpoints.map((endpoint, index) => ({ ...ENDPOINT, id: index + 1, ...endpoint })),
    manageScopes: new Map(Object.entries(manageScopes)),
    implications,
  };
  return lintDatabase({
    policy: {
      readCatalogue: () => Promise.resolve({ revision: 1, apis, errorFamilies: [] }),
      readApi: () => Promise.resolve({ revision: 1, source }),
    },
    scopes: { readOperatorScopeNames: () => Promise.resolve(scopes), readHeldScopes: () => Promise.resolve(held) },
    router: makeRouter(),
  });
}

describe('Lint', () => {
  it('has nothing to say about sound policy', async () => {
    expect(await lint({ endpoints: [{}, { template: '/b' }] })).to.deep.equal([]);
  });

  const cases: { rule: string; title: string; world: World; says: readonly string[] }[] = [
    {
      rule: 'rejected_policy',
      title: 'rows that contradict each other',
      world: { endpoints: [{ template: '/{x}' }, { template: '/{y}', scopes: ['write'] }], scopes: ['read', 'write'] },
      says: ['/{x}', '/{y}'],
    },
    {
      rule: 'unreachable_api',
      title: 'an API without hosts beside another one',
      world: { endpoints: [{}], secondApi: ['second.example.com'] },
      says: ['no host'],
    },
    {
      rule: 'unreachable_endpoint',
      title: 'an endpoint that others leave nothing to',
      world: { endpoints: [{ template: '/{+p}' }, { template: '/{x}' }, { template: '/{x}/{+y}' }] },
      says: ['GET /{+p}'],
    },
    {
      rule: 'overlap',
      title: 'two endpoints that one request can mean and that ask for different scopes',
      world: {
        endpoints: [{ template: '/a/{x}' }, { template: '/{y}/b', scopes: ['write'] }],
        scopes: ['read', 'write'],
      },
      says: ['/a/{x}', '/{y}/b', '/a/b'],
    },
    {
      rule: 'harmless_overlap',
      title: 'two endpoints that one request can mean and that ask for the same',
      world: { endpoints: [{ template: '/a/{x}' }, { template: '/{y}/b' }] },
      says: ['the same'],
    },
    {
      rule: 'unused_scope',
      title: 'a scope that opens nothing',
      world: { endpoints: [{}], scopes: ['read', 'write'] },
      says: ['"write"'],
    },
    {
      rule: 'unheld_scope',
      title: 'a scope that nobody holds',
      world: { endpoints: [{}], held: [] },
      says: ['"read"'],
    },
    {
      rule: 'product_without_manage_scope',
      title: 'a product without manage scope',
      world: { endpoints: [{ product: 'sms' }] },
      says: ['"sms"'],
    },
    {
      rule: 'only_manage_scope',
      title: 'an endpoint that only the manage scope opens',
      world: { endpoints: [{ product: 'sms', scopes: [] }], manageScopes: { sms: 'read' } },
      says: ['GET /a', '"sms"'],
    },
    {
      rule: 'closed_endpoint',
      title: 'a closed endpoint',
      world: { endpoints: [{}, { template: '/b', access: 'closed', scopes: [] }] },
      says: ['GET /b'],
    },
    {
      rule: 'public_endpoint',
      title: 'a public endpoint',
      world: { endpoints: [{}, { template: '/b', access: 'public', scopes: [] }] },
      says: ['GET /b'],
    },
  ];
  for (const { rule, title, world, says } of cases) {
    it(`finds ${title} (${rule})`, async () => {
      const findings = await lint(world);
      const others = rule === 'unreachable_endpoint' ? ['harmless_overlap', 'harmless_overlap'] : [];
      expect(findings.map((finding) => finding.rule)).to.deep.equal([rule, ...others]);
      for (const text of says) expect(findings[0]!.message).to.contain(text);
    });
  }

  const suffixes: { title: string; endpoints: World['endpoints']; says: readonly string[] }[] = [
    {
      title: 'warns once of a parameter beside closed endpoints',
      endpoints: [
        { template: '/{x}' },
        { template: '/reports', access: 'closed', scopes: [] },
        { template: '/bills', access: 'closed', scopes: [] },
      ],
      says: [
        'GET /{x} decides /reports.json, which a framework with format suffixes serves as GET /reports, and so for 1 more',
      ],
    },
    {
      title: 'warns of several segments before another scope',
      endpoints: [
        { method: '*', template: '/{+rest}' },
        { method: '*', template: '/a/b', scopes: ['write'] },
      ],
      says: ['* /{+rest} decides /a/b.json, which a framework with format suffixes serves as * /a/b'],
    },
    {
      title: 'says nothing where a template takes the suffix and asks for the same',
      endpoints: [
        { template: '/{x}' },
        { template: '/reports', scopes: ['write'] },
        { template: '/reports.{format}', scopes: ['write'] },
      ],
      says: [],
    },
    {
      title: 'says nothing where the other endpoint is closed, or the first one public',
      endpoints: [
        { template: '/{x}', access: 'closed', scopes: [] },
        { template: '/reports' },
        { template: '/a/{y}' },
        { template: '/a/b', access: 'public', scopes: [] },
      ],
      says: [],
    },
    { title: 'says nothing where no endpoint takes the suffix', endpoints: [{}, { template: '/b' }], says: [] },
    {
      title: 'says nothing of a path that ends with a slash',
      endpoints: [{ template: '/{x}' }, { template: '/b/', scopes: ['write'] }],
      says: [],
    },
  ];
  for (const { title, endpoints, says } of suffixes) {
    it(`${title} (format_suffix)`, async () => {
      const findings = await lint({ endpoints, scopes: ['read', 'write'] });
      const found = findings.filter(({ rule }) => rule === 'format_suffix');
      expect(found.map(({ message }) => message)).to.deep.equal(says);
      for (const { witness, level } of found) {
        expect(level).to.equal('warning');
        expect(witness?.method).to.equal('GET');
        expect(witness?.path.endsWith('.json')).to.equal(true);
      }
    });
  }

  it('counts a scope as used and as held through what it implies, and through a manage scope', async () => {
    const world: World = {
      endpoints: [{ product: 'sms' }],
      manageScopes: { sms: 'manage' },
      implications: [
        ['all', 'some'],
        ['some', 'read'],
      ],
      scopes: ['all', 'manage', 'read', 'some'],
    };
    expect(await lint({ ...world, held: ['all', 'manage'] })).to.deep.equal([]);
    expect((await lint({ ...world, held: ['some'] })).map(({ message }) => message)).to.deep.equal([
      'scope "manage" is held by no credential that can be used',
    ]);
  });

  it('shows an overlap by a request and who decides it, and puts the worst first', async () => {
    const findings = await lint({
      endpoints: [
        { template: '/a/{x}' },
        { template: '/{y}/b', scopes: ['write'] },
        { template: '/a/c', access: 'public', scopes: [] },
      ],
      scopes: ['read', 'write', 'unused'],
    });
    expect(findings.slice(0, 2).map(({ witness }) => witness)).to.have.deep.members([
      { method: 'GET', path: '/a/c', decidedBy: 'GET /a/c' },
      { method: 'GET', path: '/a/b', decidedBy: 'GET /a/{x}' },
    ]);
    const levels = findings.map(({ level }) => level);
    expect(levels).to.deep.equal([...levels].sort((one, other) => 'ewi'.indexOf(one[0]!) - 'ewi'.indexOf(other[0]!)));
  });
});
