import { expect } from 'chai';
import { ScopegateError } from '../../../src/base/errors.js';
import type { GuardChoices } from '../../../src/service/import/choose-guard.js';
import { planImport } from '../../../src/service/import/plan-import.js';
import type { PlannedEndpoint } from '../../../src/service/import/plan-import.js';
import { readDocument } from '../../../src/service/import/read-document.js';

const STRICT: GuardChoices = { multi: 'reject', mixed: 'reject', undeclared: 'reject', unusable: 'reject' };

interface Parts {
  readonly servers?: unknown;
  readonly security?: unknown;
  readonly paths: unknown;
  readonly components?: unknown;
}

function openApi(parts: Parts): string {
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Pets', version: '1' }, ...parts });
}

async function endpointsOf(text: string, choices: Partial<GuardChoices> = {}): Promise<string[]> {
  const plan = planImport(await readDocument(text), { ...STRICT, ...choices });
  return plan.endpoints.map(show);
}

function show({ method, template, access, scopes }: PlannedEndpoint): string {
  return `${method} ${template} ${access}${scopes.length === 0 ? '' : ` ${scopes.join('|')}`}`;
}

async function problemOf(text: string, choices: Partial<GuardChoices> = {}): Promise<string> {
  const problem = await endpointsOf(text, choices).catch((error: unknown) => error);
  expect(problem).to.be.instanceOf(ScopegateError).with.property('code', 'invalid_argument');
  return (problem as ScopegateError).message;
}

const get = (security?: unknown): object => ({ get: security === undefined ? {} : { security } });

interface Case {
  readonly title: string;
  readonly document: Parts;
  readonly choices?: Partial<GuardChoices>;
  readonly expected: readonly string[];
}

const CASES: readonly Case[] = [
  { title: 'one scope', document: { paths: { '/a': get([{ o: ['x'] }]) } }, expected: ['GET /a scoped x'] },
  {
    title: 'alternatives',
    document: { paths: { '/a': get([{ o: ['y'] }, { o: ['x'] }]) } },
    expected: ['GET /a scoped x|y'],
  },
  {
    title: 'the same scope twice',
    document: { paths: { '/a': get([{ o: ['x'] }, { p: ['x'] }]) } },
    expected: ['GET /a scoped x'],
  },
  {
    title: 'no scope but a credential',
    document: { paths: { '/a': get([{ o: [] }]) } },
    expected: ['GET /a authenticated'],
  },
  { title: 'nobody needs to authenticate', document: { paths: { '/a': get([]) } }, expected: ['GET /a public'] },
  {
    title: 'anonymous as one alternative',
    document: { paths: { '/a': get([{ o: ['x'] }, {}]) } },
    expected: ['GET /a public'],
  },
  {
    title: "the document's own list",
    document: { security: [{ o: ['x'] }], paths: { '/a': get() } },
    expected: ['GET /a scoped x'],
  },
  {
    title: 'an operation that replaces it',
    document: { security: [{ o: ['x'] }], paths: { '/a': get([{ o: ['y'] }]) } },
    expected: ['GET /a scoped y'],
  },
  {
    title: 'an operation that empties it',
    document: { security: [{ o: ['x'] }], paths: { '/a': get([]) } },
    expected: ['GET /a public'],
  },
  {
    title: 'several scopes taken as any',
    document: { paths: { '/a': get([{ o: ['x', 'y'] }]) } },
    choices: { multi: 'any' },
    expected: ['GET /a scoped x|y'],
  },
  {
    title: 'mixed alternatives kept narrow',
    document: { paths: { '/a': get([{ o: ['x'] }, { k: [] }]) } },
    choices: { mixed: 'scoped' },
    expected: ['GET /a scoped x'],
  },
  {
    title: 'mixed alternatives opened',
    document: { paths: { '/a': get([{ o: ['x'] }, { k: [] }]) } },
    choices: { mixed: 'authenticated' },
    expected: ['GET /a authenticated'],
  },
  {
    title: 'nothing said, closed',
    document: { paths: { '/a': get() } },
    choices: { undeclared: 'closed' },
    expected: ['GET /a closed'],
  },
  {
    title: 'a server with a path',
    document: { servers: [{ url: 'https://api.example.com/v1/' }], paths: { '/a': get([]) } },
    expected: ['GET /v1/a public'],
  },
  {
    title: 'a relative server',
    document: { servers: [{ url: '/v2' }], paths: { '/a': get([]) } },
    expected: ['GET /v2/a public'],
  },
  {
    title: 'server variables',
    document: {
      servers: [{ url: 'https://{h}/{v}', variables: { h: { default: 'x.io' }, v: { default: 3 } } }],
      paths: { '/a': get([]) },
    },
    expected: ['GET /3/a public'],
  },
  {
    title: 'two servers with other prefixes',
    document: { servers: [{ url: 'https://a/v1' }, { url: 'https://a/v2' }], paths: { '/a': get([]) } },
    expected: ['GET /v1/a public', 'GET /v2/a public'],
  },
  {
    title: 'two servers with one prefix',
    document: { servers: [{ url: 'https://a/v1' }, { url: 'https://b/v1' }], paths: { '/a': get([]) } },
    expected: ['GET /v1/a public'],
  },
  {
    title: 'servers of a path',
    document: { servers: [{ url: '/v1' }], paths: { '/a': { ...get([]), servers: [{ url: '/beta' }] } } },
    expected: ['GET /beta/a public'],
  },
  {
    title: 'a referenced path item',
    document: { paths: { '/a': { $ref: '#/components/pathItems/p' } }, components: { pathItems: { p: get([]) } } },
    expected: ['GET /a public'],
  },
  {
    title: 'a reference to a reference, with escapes',
    document: {
      paths: {
        '/a': { $ref: '#/components/pathItems/one' },
        '/b/{x}': get([{ o: ['x'] }]),
        '/c': { $ref: '#/paths/~1b~1%7Bx%7D' },
      },
      components: { pathItems: { one: { $ref: '#/components/pathItems/two' }, two: get([]) } },
    },
    expected: ['GET /a public', 'GET /b/{x} scoped x', 'GET /c scoped x'],
  },
  {
    title: 'what stands beside a reference',
    document: {
      paths: { '/a': { $ref: '#/components/pathItems/p', post: { security: [] }, servers: [{ url: '/v9' }] } },
      components: { pathItems: { p: get([{ o: ['x'] }]) } },
    },
    expected: ['GET /v9/a scoped x', 'POST /v9/a public'],
  },
  {
    title: 'an operation that is a reference',
    document: {
      security: [],
      paths: { '/a': { get: { $ref: '#/components/operations/o' } } },
      components: { operations: { o: { security: [{ o: ['x'] }] } } },
    },
    expected: ['GET /a scoped x'],
  },
  {
    title: 'references elsewhere that go round, or outside',
    document: {
      paths: { '/a': get([]) },
      components: {
        schemas: {
          A: { $ref: '#/components/schemas/B' },
          B: { allOf: [{ $ref: '#/components/schemas/A' }, { $ref: 'other.yaml' }] },
        },
      },
    },
    expected: ['GET /a public'],
  },
  {
    title: 'server variables with every value that is listed',
    document: {
      servers: [
        {
          url: 'https://{r}.x.io/{v}',
          variables: { r: { default: 'eu', enum: ['eu', 'us'] }, v: { default: 'v1', enum: ['v1', 'v2'] } },
        },
      ],
      paths: { '/a': get([]) },
    },
    expected: ['GET /v1/a public', 'GET /v2/a public'],
  },
  {
    title: 'the prefix of a server whose host nobody knows',
    document: { servers: [{ url: 'https://{tenant}.x.io/v1' }], paths: { '/a': get([]) } },
    expected: ['GET /v1/a public'],
  },
  {
    title: 'servers of an operation',
    document: {
      servers: [{ url: '/v1' }],
      paths: { '/a': { get: { security: [], servers: [{ url: 'https://up.x.io/up' }] }, put: { security: [] } } },
    },
    expected: ['GET /up/a public', 'PUT /v1/a public'],
  },
  {
    title: 'several parameters in one segment, and one for several segments',
    document: { paths: { '/a/{b}.{c}/{proxy+}': get([]) } },
    expected: ['GET /a/{b}.{c}/{+proxy} public'],
  },
  {
    title: 'a trailing slash, which is significant',
    document: { paths: { '/a/': get([]), '/a': get([{ o: [] }]) } },
    expected: ['GET /a/ public', 'GET /a authenticated'],
  },
  {
    title: 'a path that no template can say, left out',
    document: { paths: { '/a?x={y}': get([]), '/b/{x}{y}': get([]), '/c': get([]) } },
    choices: { unusable: 'skip' },
    expected: ['GET /c public'],
  },
  {
    title: 'names of parameters that ours do not have',
    document: { paths: { '/a/{pet id}': get([]) } },
    expected: ['GET /a/{pet_id} public'],
  },
  {
    title: 'equal endpoints under other names',
    document: { paths: { '/a/{x}': get([]), '/a/{y}': get([]) } },
    expected: ['GET /a/{x} public'],
  },
  {
    title: 'every method, and nothing else of a path',
    document: {
      paths: { '/a': { parameters: [], get: { security: [] }, patch: { security: [] }, trace: { security: [] } } },
    },
    expected: ['GET /a public', 'PATCH /a public', 'TRACE /a public'],
  },
];

describe('Import of a document', () => {
  for (const { title, document, choices, expected } of CASES) {
    it(`takes over: ${title}`, async () => {
      expect(await endpointsOf(openApi(document), choices)).to.deep.equal(expected);
    });
  }

  it('reads YAML', async () => {
    const text =
      'openapi: 3.0.3\ninfo: {title: T, version: 1}\npaths:\n  /a:\n    get:\n      security:\n        - o: [x]\n';
    expect(await endpointsOf(text)).to.deep.equal(['GET /a scoped x']);
  });

  it('reads YAML with anchors and merge keys at every one of many operations, and numbers for versions', async () => {
    const count = 800;
    const paths = Array.from(
      { length: count },
      (_unused, index) =>
        `  /a/${String(index)}:\n    get:\n      <<: *common\n      security: *read\n    post: *common\n`,
    );
    const text = `openapi: 3.1\ninfo: {title: T, version: 1.0}\nx-common: &common\n  security: &read [{o: [x]}]\npaths:\n${paths.join('')}`;
    const found = await endpointsOf(text);
    expect(found).to.have.length(2 * count);
    expect(found.every((line) => line.endsWith('scoped x'))).to.equal(true);
    expect(
      await endpointsOf('swagger: 2.0\ninfo: {title: T, version: 1}\npaths: {/a: {get: {security: []}}, /b: }'),
    ).to.deep.equal(['GET /a public']);
  }).timeout(20_000);

  it('says what of the servers it could not take over, once', async () => {
    const servers = [{ url: 'https://{tenant}.x.io/v1' }, { url: 'https://api.x.io/v1' }];
    const other = { security: [], servers: [{ url: 'https://up.x.io/v1' }] };
    const document = await readDocument(openApi({ servers, paths: { '/a': { get: other, put: other } } }));
    expect(document.hosts).to.deep.equal(['api.x.io']);
    expect(document.remarks).to.have.length(2);
    expect(document.remarks.join()).to.include('{tenant}.x.io').and.include('up.x.io');
  });

  it('reads Swagger 2.0 with a base path and descriptions of scopes', async () => {
    const document = await readDocument(
      JSON.stringify({
        swagger: '2.0',
        info: { title: 'T', version: '1' },
        host: 'API.example.com:443',
        basePath: '/v1',
        paths: { '/a': get([{ o: ['x'] }]) },
        securityDefinitions: { o: { type: 'oauth2', scopes: { x: 'Do x.' } } },
      }),
    );
    expect(document.hosts).to.deep.equal(['api.example.com']);
    const plan = planImport(document, STRICT);
    expect(plan.endpoints.map(show)).to.deep.equal(['GET /v1/a scoped x']);
    expect(plan.scopes).to.deep.equal([{ name: 'x', description: 'Do x.' }]);
  });

  it('reads a discovery document: nested resources, expanded paths, media', async () => {
    const methods = {
      up: {
        id: 'a.up',
        httpMethod: 'POST',
        path: 'v1/{+name}:up',
        flatPath: 'v1/things/{thingsId}:up',
        scopes: ['y', 'x'],
        supportsMediaDownload: true,
        mediaUpload: { protocols: { simple: { path: '/upload/v1/{+name}:up' } } },
      },
    };
    const text = JSON.stringify({
      discoveryVersion: 'v1',
      name: 'a',
      version: 'v1',
      rootUrl: 'https://a.example.com/',
      servicePath: '',
      resources: { outer: { resources: { inner: { methods } } } },
    });
    const plan = planImport(await readDocument(text), STRICT);
    expect(plan.operationCount).to.equal(1);
    expect(plan.endpoints.map(show)).to.deep.equal([
      'POST /v1/things/{thingsId}:up scoped x|y',
      'POST /upload/v1/{+name}:up scoped x|y',
      'POST /download/v1/things/{thingsId}:up scoped x|y',
    ]);
  });

  it('writes out the pattern of a discovery document that takes several segments', async () => {
    const method = (path: string, pattern: string) => ({
      id: 'a.b',
      httpMethod: 'GET',
      path,
      flatPath: 'v1/messages/{messagesId}',
      scopes: ['x'],
      parameters: { name: { pattern } },
    });
    const methods = {
      one: method('v1/{+name}', '^messages/.*$'),
      two: method('v2/{+name}:run', '^a/[^/]+/b/.+$'),
      three: method('v3/{+name}', '^[a-z]+/.*$'),
    };
    const text = JSON.stringify({
      discoveryVersion: 'v1',
      name: 'a',
      version: 'v1',
      rootUrl: 'https://a.example.com/',
      methods,
    });
    expect(await endpointsOf(text)).to.deep.equal([
      'GET /v1/messages/{+name} scoped x',
      'GET /v2/a/{name}/b/{+name2}:run scoped x',
      'GET /v3/{+name} scoped x',
    ]);
  });

  it('lists the operations that need a choice, all together', async () => {
    const message = await problemOf(
      openApi({ paths: { '/a': get([{ o: ['x', 'y'] }]), '/b': get(), '/c': get([{ o: ['x'] }, { k: [] }]) } }),
    );
    expect(message).to.include('--multi').and.include('GET /a');
    expect(message).to.include('--undeclared').and.include('GET /b');
    expect(message).to.include('--mixed').and.include('GET /c');
  });

  it('never flattens all-of silently', async () => {
    expect(await problemOf(openApi({ paths: { '/a': get([{ o: ['x'], p: ['y'] }]) } }), { multi: 'all' })).to.include(
      'cannot express',
    );
  });

  const bad: [title: string, text: string, names: string][] = [
    ['text that is nothing', '{"openapi": ', 'neither JSON nor YAML'],
    ['a document of another kind', '{"asyncapi": "3.0.0"}', 'no OpenAPI'],
    ['a list', '[]', 'no OpenAPI'],
    ['another version', openApi({ paths: {} }).replace('3.1.0', '4.0.0'), 'openapi'],
    ['security of the wrong type', openApi({ paths: { '/a': get('x') } }), 'paths./a.get.security'],
    [
      'a reference that leads nowhere',
      openApi({ paths: { '/a': { $ref: '#/components/pathItems/none' } } }),
      'paths./a',
    ],
    ['a reference to another file', openApi({ paths: { '/a': { $ref: './other.yaml' } } }), 'outside the document'],
    [
      'a reference to a network',
      openApi({ paths: { '/a': { $ref: 'http://127.0.0.1:1/x' } } }),
      'outside the document',
    ],
    [
      'references in a circle',
      openApi({
        paths: { '/a': { $ref: '#/components/pathItems/p' } },
        components: { pathItems: { p: { $ref: '#/components/pathItems/q' }, q: { $ref: '#/components/pathItems/p' } } },
      }),
      'paths./a',
    ],
    [
      'an operation twice, beside a reference and in what it leads to',
      openApi({
        paths: { '/a': { $ref: '#/components/pathItems/p', ...get([]) } },
        components: { pathItems: { p: get([]) } },
      }),
      '"get" stands beside',
    ],
    [
      'paths that no template can say, all together',
      openApi({ paths: { '/a?x={y}': get([]), '/b/{x}{y}': get([]) } }),
      '2 operations have a path that no template can say',
    ],
    [
      'a path twice in YAML',
      'openapi: 3.1.0\ninfo: {title: T, version: 1}\npaths:\n  /a: {}\n  /a: {}\n',
      'neither JSON nor YAML',
    ],
    [
      'equal endpoints with other guards',
      openApi({ paths: { '/a/{x}': get([]), '/a/{y}': get([{ o: [] }]) } }),
      'the same endpoint',
    ],
    [
      'YAML that unfolds for ever',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
        .map(
          (name, level) =>
            `${name}: &${name} [${Array(10)
              .fill(level === 0 ? '1' : `*${'abcdefgh'.charAt(level - 1)}`)
              .join()}]\n`,
        )
        .join(''),
      'neither JSON nor YAML',
    ],
  ];
  for (const [title, text, names] of bad) {
    it(`refuses ${title}, and says where`, async () => {
      expect(await problemOf(text)).to.include(names);
    });
  }
});
