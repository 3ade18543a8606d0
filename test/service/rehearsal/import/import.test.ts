import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import type { GuardChoices } from '../../../../src/service/rehearsal/import/choose-guard.js';
import { planImport } from '../../../../src/service/rehearsal/import/plan-import.js';
import type { PlannedEndpoint } from '../../../../src/service/rehearsal/import/planned-endpoint.js';
import { readDocument } from '../../../../src/service/rehearsal/import/read-document.js';

const STRICT: GuardChoices = {
  ...{ multi: 'reject', mixed: 'reject', optional: 'reject', undeclared: 'reject' },
  ...{ patterns: 'reject', servers: 'reject', unusable: 'reject' },
};

const SCHEMES = { o: { type: 'oauth2' }, p: { type: 'oauth2' }, k: { type: 'apiKey' }, m: { type: 'apiKey' } };

interface Parts {
  readonly servers?: unknown;
  readonly security?: unknown;
  readonly paths: unknown;
  readonly components?: object;
}

function openApi(parts: Parts): string {
  const components = { securitySchemes: SCHEMES, ...parts.components };
  return JSON.stringify({ openapi: '3.1.0', info: { title: 'Pets', version: '1' }, ...parts, components });
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

/** A document that has one path twice: first for a scope, then for everybody. */
const twice = (again: string): string =>
  `{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{"/a":{"get":{"security":[{"o":["x"]}]}},${again}:{"get":{"security":[]}}}}`;

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
    title: 'an optional credential, opened to everybody',
    document: { paths: { '/a': get([{ o: ['x'] }, {}]), '/b': get([{}, { k: [] }]) } },
    choices: { optional: 'public' },
    expected: ['GET /a public', 'GET /b public'],
  },
  {
    title: 'an optional credential, demanded',
    document: { paths: { '/a': get([{ o: ['x'] }, {}]), '/b': get([{}, { k: [] }]) } },
    choices: { optional: 'scoped' },
    expected: ['GET /a scoped x', 'GET /b authenticated'],
  },
  {
    title: 'a requirement that asks for nothing',
    document: { security: [{ o: ['x'] }], paths: { '/a': get([{}]) } },
    expected: ['GET /a public'],
  },
  {
    title: 'two credentials at once taken as any',
    document: { paths: { '/a': get([{ k: [], m: [] }]), '/b': get([{ o: ['x'], k: [] }]) } },
    choices: { multi: 'any' },
    expected: ['GET /a authenticated', 'GET /b scoped x'],
  },
  {
    title: 'two credentials at once beside one that is enough',
    document: { paths: { '/a': get([{ k: [], m: [] }, { o: [] }]) } },
    expected: ['GET /a authenticated'],
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
      security: [{ o: [] }],
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
    choices: { servers: 'merge' },
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
    title: 'equal endpoints in other spellings',
    document: { paths: { '/caf%C3%A9/{x}': get([]), '/café/{y}': get([]) } },
    expected: ['GET /caf%C3%A9/{x} public'],
  },
  {
    title: 'a parameter with a pattern, as any text of its segment',
    document: { paths: { '/a/{id:[0-9]+}': get([{ o: ['x'] }]) } },
    choices: { patterns: 'segment' },
    expected: ['GET /a/{id} scoped x'],
  },
  {
    title: 'a parameter with a pattern, for nobody',
    document: { paths: { '/a/{id:[0-9]+}': get([]) } },
    choices: { patterns: 'closed' },
    expected: ['GET /a/{id} closed'],
  },
  {
    title: 'hosts with other prefixes, merged',
    document: { servers: [{ url: 'https://a.io/v1' }, { url: 'https://b.io/v2' }], paths: { '/a': get([]) } },
    choices: { servers: 'merge' },
    expected: ['GET /v1/a public', 'GET /v2/a public'],
  },
  {
    title: 'hosts with other prefixes, for nobody',
    document: { servers: [{ url: 'https://a.io/v1' }, { url: 'https://b.io/v2' }], paths: { '/a': get([]) } },
    choices: { servers: 'closed' },
    expected: ['GET /v1/a closed', 'GET /v2/a closed'],
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

  const questions: [title: string, document: Parts, names: string[]][] = [
    ['an optional credential', { paths: { '/a': get([{ o: ['x'] }, {}]) } }, ['--optional', 'GET /a']],
    ['an optional key', { paths: { '/a': get([{}, { k: [] }]) } }, ['--optional']],
    ['two keys at once', { paths: { '/a': get([{ k: [], m: [] }]) } }, ['--multi']],
    ['a scope and a key at once', { paths: { '/a': get([{ o: ['x'], k: [] }]) } }, ['--multi']],
    ['an empty list for the whole document', { security: [], paths: { '/a': get() } }, ['--undeclared']],
    ['an undefined scheme', { paths: { '/a': get([{ none: [] }]) } }, ['security scheme', 'GET /a']],
    ['an undefined scheme beside others', { paths: { '/a': get([{ o: [] }, { none: ['x'] }]) } }, ['security scheme']],
    ['an undefined scheme of the document', { security: [{ none: [] }], paths: { '/a': get() } }, ['security scheme']],
    ['a parameter with a pattern', { paths: { '/b/{id:[0-9]+}': get([]) } }, ['--patterns', '{id:[0-9]+}']],
    ['a pattern of any depth', { paths: { '/b/{path:.*}': get([]) } }, ['--unusable', '{path:.*}']],
    [
      'hosts with other prefixes',
      { servers: [{ url: 'https://a.io/v1' }, { url: 'https://b.io/v2' }], paths: { '/a': get([]) } },
      ['--servers', 'GET /v1/a (not at b.io)', 'GET /v2/a (not at a.io)'],
    ],
    [
      'ports with other prefixes',
      { servers: [{ url: 'https://a.io:1/v1' }, { url: 'https://a.io:2/v2' }], paths: { '/a': get([]) } },
      ['--servers'],
    ],
    [
      'an operation of another host',
      {
        servers: [{ url: 'https://a.io' }],
        paths: { '/a': { get: { security: [], servers: [{ url: 'https://b.io' }] } } },
      },
      ['--servers', 'not at a.io'],
    ],
    [
      'a prefix of a host that nobody knows beside one that is known',
      { servers: [{ url: 'https://{t}.x.io/v1' }, { url: 'https://a.io/v2' }], paths: { '/a': get([]) } },
      ['--servers'],
    ],
    [
      'servers that cannot be read',
      { servers: [{ url: '/{tenant}' }], paths: { '/a': get([]) } },
      ['--unusable', '/a'],
    ],
    ['a server with a query', { servers: [{ url: 'https://a.io/v1?x' }], paths: { '/a': get([]) } }, ['--unusable']],
    [
      'a parameter in matrix style',
      { paths: { '/a/{id}': { ...get([]), parameters: [{ name: 'id', in: 'path', style: 'matrix' }] } } },
      ['--unusable', 'matrix'],
    ],
    [
      'a referenced parameter in label style',
      {
        paths: { '/a/{id}': { get: { security: [], parameters: [{ $ref: '#/components/parameters/id' }] } } },
        components: { parameters: { id: { name: 'id', in: 'path', style: 'label' } } },
      },
      ['--unusable', 'label'],
    ],
  ];
  for (const [title, document, names] of questions) {
    it(`asks before it takes over: ${title}`, async () => {
      const message = await problemOf(openApi(document));
      for (const expected of names) expect(message).to.include(expected);
    });
  }

  it('takes what one host serves', async () => {
    const servers = [{ url: 'https://a.io/v1' }, { url: 'https://b.io/v2' }];
    const onlyB = { security: [], servers: [{ url: 'https://B.io/x' }] };
    const text = openApi({ servers, paths: { '/a': get([]), '/b': { get: onlyB } } });
    const of = async (host: string) => {
      const document = await readDocument(text, host);
      return {
        hosts: document.hosts,
        endpoints: planImport(document, { ...STRICT, unusable: 'skip' }).endpoints.map(show),
      };
    };
    expect(await of('a.io')).to.deep.equal({ hosts: ['a.io'], endpoints: ['GET /v1/a public'] });
    expect(await of('b.io')).to.deep.equal({ hosts: ['b.io'], endpoints: ['GET /v2/a public', 'GET /x/b public'] });
    expect(await of('c.io').catch((error: unknown) => error)).to.be.instanceOf(ScopegateError);
  });

  it('names the endpoint that takes the requests of an operation that is left out', async () => {
    const paths = {
      '/files/{path:.*}': get([{ o: ['admin'] }]),
      '/b/:id': get([{ o: ['admin'] }]),
      '/a?x={y}': get([{ o: ['admin'] }]),
      '/lone/{id?}': { post: { security: [{ o: ['admin'] }] } },
      '/a': get([]),
      '/{+rest}': get([{ o: ['x'] }]),
    };
    const plan = planImport(await readDocument(openApi({ paths })), { ...STRICT, unusable: 'skip' });
    const takers = (plan.questions.unusable ?? []).map(
      (line) => /left out(?:; (.*) takes its requests)?\)$/.exec(line)?.[1],
    );
    expect(takers).to.deep.equal(['GET /{+rest}', 'GET /{+rest}', 'GET /a', undefined]);
  });

  it('lists what ends up open to everybody, whatever the reason', async () => {
    const document = await readDocument(
      openApi({ paths: { '/a': get([]), '/b': get([{ o: ['x'] }, {}]), '/c': get() } }),
    );
    const plan = planImport(document, { ...STRICT, optional: 'public', undeclared: 'closed' });
    expect(plan.publicEndpoints).to.deep.equal(['GET /a', 'GET /b']);
    expect(plan.questions.optional).to.deep.equal(['GET /b']);
  });

  it('says which members of a path and which extensions about access it does not read', async () => {
    const paths = {
      '/a': { ...get([]), GET: {}, query: {}, 'x-amazon-apigateway-any-method': {} },
      '/b': { get: { security: [], 'x-required-scopes': ['admin'], 'x-codeSamples': [] }, 'x-internal': true },
    };
    const { remarks } = await readDocument(openApi({ paths }));
    expect(remarks.join('\n'))
      .to.include('"GET", "query"')
      .and.include('any method')
      .and.include('"x-required-scopes"');
    expect(remarks).to.have.length(3);
  });

  it('reads YAML', async () => {
    const text =
      'openapi: 3.0.3\ninfo: {title: T, version: 1}\ncomponents: {securitySchemes: {o: {}}}\npaths:\n  /a:\n    get:\n      security:\n        - o: [x]\n';
    expect(await endpointsOf(text)).to.deep.equal(['GET /a scoped x']);
  });

  it('reads YAML with anchors and merge keys at every one of many operations, and numbers for versions', async () => {
    const count = 800;
    const paths = Array.from(
      { length: count },
      (_unused, index) =>
        `  /a/${String(index)}:\n    get:\n      <<: *common\n      security: *read\n    post: *common\n`,
    );
    const text = `openapi: 3.1\ninfo: {title: T, version: 1.0}\ncomponents: {securitySchemes: {o: {}}}\nx-common: &common\n  security: &read [{o: [x]}]\npaths:\n${paths.join('')}`;
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
      three: method('v3/{+name}', '^(a|b/c)/.*$'),
    };
    const text = JSON.stringify({
      discoveryVersion: 'v1',
      name: 'a',
      version: 'v1',
      rootUrl: 'https://a.example.com/',
      methods,
    });
    expect(await problemOf(text)).to.include('GET v3/{+name} (a parameter has a pattern)');
    expect(await endpointsOf(text, { unusable: 'skip' })).to.deep.equal([
      'GET /v1/messages/{+name} scoped x',
      'GET /v2/a/{name}/b/{+name2}:run scoped x',
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
    ['text that is nothing', '{"openapi": ', 'line 1, column 13'],
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
      '2 operations have a path that no template can express',
    ],
    [
      'security of a path, which no standard knows',
      openApi({ paths: { '/a': { ...get([]), security: [{ o: ['x'] }] } } }),
      'paths./a.security',
    ],
    ['a member twice in JSON', twice('"/a"'), 'line 1, column 104: this member is there twice (at paths./a)'],
    ['a member twice in JSON, in another spelling', twice('"/\\u0061"'), 'there twice (at paths./a)'],
    ['a member that some readers drop', twice('"/b"').replace('"o"', '"__proto__"'), '__proto__'],
    [
      'a host of Swagger 2.0 with a path',
      '{"swagger":"2.0","info":{"title":"T","version":"1"},"host":"a.io/v1","paths":{}}',
      'a.io/v1',
    ],
    [
      'a method of a discovery document that means any',
      '{"discoveryVersion":"v1","name":"a","version":"v1","rootUrl":"https://a/","methods":{"x":{"id":"x","httpMethod":"*","path":"a","scopes":["s"]}}}',
      'methods.x.httpMethod',
    ],
    ...(
      [
        ['a key twice as number and text', '1: a\n"1": b\n', 'there twice'],
        ['a key twice as symbol and text', 'true: a\n"true": b\n', 'there twice'],
        ['two merges into one map', 'a: &x {b: 1}\nc:\n  <<: *x\n  <<: {b: 2}\n', 'there twice'],
        ['a key that is a map', '? {a: 1}\n: 2\n', 'not text'],
        ['a key that is an alias', '&a a: 1\n*a : 2\n', 'not text'],
        ['an unknown tag', 'a: !foo b\n', 'tag'],
        ['a known tag that changes the value', 'a: !!binary aGVsbG8=\n', 'tag'],
        ['a key that some readers drop', '__proto__: {a: 1}\n', '__proto__'],
        ['two documents', 'a: 1\n---\nb: 2\n', 'multiple documents'],
        ['another version of YAML', '%YAML 1.1\n---\non: 1\n', '1.2'],
        ['deep nesting', `a: ${'['.repeat(500)}${']'.repeat(500)}\n`, 'too deep'],
        ['an alias inside of what it stands for', 'resources: &a {x: {resources: *a}}\n', 'an alias inside'],
      ] as const
    ).map(([title, text, names]): [string, string, string] => [`YAML with ${title}`, text, names]),
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
