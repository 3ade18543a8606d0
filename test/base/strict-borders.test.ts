import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeReadOauthSecret } from '../../src/store/oauth-secrets-file.js';
import { readJsonLines, readNdjson } from '../../src/base/ndjson.js';
import { makeFetchJson } from '../../src/service/identity/oauth/fetch-json.js';
import { parseToken } from '../../src/service/identity/oauth/token-format.js';
import { readDocument } from '../../src/service/rehearsal/import/read-document.js';
import { readConnection } from '../../src/store/postgres/embedded/data.js';
import { parseSnapshot } from '../../src/store/snapshot/format.js';
import { makeOutbound, parseInternalTargets } from '../../src/service/identity/oauth/outbound.js';
import { rejection } from '../support/rejection.js';
import { makeTemporaryFolder } from '../support/temporary.js';

/** A way in for a JSON text of somebody else. Those over HTTP have their cases beside the routes. */
interface Border {
  readonly title: string;
  /** A right text there, without its closing brace. */
  readonly right: string;
  /** Throws for a text that is rejected. */
  readonly read: (text: string) => unknown;
}

const HEAD = '{"format":"scopegate policy","version":4,"revision":1,"confirmedAtMs":1';

const BORDERS: readonly Border[] = [
  {
    title: 'an API document',
    right: '{"openapi":"3.1.0","info":{"title":"T","version":"1"},"paths":{}',
    read: (text) => readDocument(text),
  },
  {
    title: 'the file of OAuth secrets',
    right: '{"a":{"uri":"https://a.example","secret":"s"}',
    read: async (text) => makeReadOauthSecret(await fileOf(text))('a', 'https://a.example/'),
  },
  {
    title: 'routes and cases of policy tests',
    right: '{"method":"GET"',
    read: async (text) => (await readNdjson(await fileOf(text)).next()).value as unknown,
  },
  {
    title: 'a logged decision',
    right: '{"v":1',
    async read(text) {
      const { value } = (await readJsonLines(await fileOf(text)).next()) as { value: unknown };
      if (value === null) throw new Error('it was passed over');
    },
  },
  { title: 'the header of a token', right: '{"alg":"ES256"', read: (text) => readToken(text, '{}') },
  { title: 'the claims of a token', right: '{"iss":"a"', read: (text) => readToken('{"alg":"ES256"}', text) },
  { title: 'keys and introspection of an issuer', right: '{"keys":[]', read: fetched },
  {
    title: 'the connection of the embedded database',
    right: '{"port":1,"password":"p"',
    read: async (text) => readConnection(await fileOf(text)),
  },
  { title: 'the head of a policy snapshot', right: HEAD, read: (text) => parseSnapshot(snapshotOf(text, '{}')) },
  {
    title: 'the body of a policy snapshot',
    right: '{"apis":[]',
    read: (text) => parseSnapshot(snapshotOf(`${HEAD}}`, text)),
  },
];

const AMBIGUOUS: readonly (readonly [title: string, member: string])[] = [
  ['a member twice', '"zz":1,"zz":2'],
  ['a member twice in another spelling', '"zz":1,"\\u007az":2'],
  ['a member twice inside of another', '"zz":{"y":[{"x":1,"x":2}]}'],
  ['the member __proto__', '"__proto__":1'],
];

const fetchJson = makeFetchJson({ outbound: makeOutbound(parseInternalTargets(['http://127.0.0.1:*'])) });

let folder: ReturnType<typeof makeTemporaryFolder>;

async function fileOf(text: string): Promise<string> {
  const file = join(folder.path, 'text.json');
  await writeFile(file, text);
  return file;
}

function readToken(header: string, claims: string): void {
  const [first, second] = [header, claims].map((text) => Buffer.from(text).toString('base64url'));
  const token = parseToken(`${first ?? ''}.${second ?? ''}.AAAA`);
  if (token.form === 'malformed') throw new Error(token.detail);
}

async function fetched(text: string): Promise<unknown> {
  const server = createServer((_request, response) => response.end(text)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    const { port } = server.address() as AddressInfo;
    return await fetchJson(`http://127.0.0.1:${String(port)}/`, { timeoutMs: 5_000, maxBytes: 1024 });
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

function snapshotOf(head: string, catalogue: string): Buffer {
  const rest = Buffer.concat([Buffer.from(`${head}\n`), gzipSync(`${catalogue}\n`), gzipSync('{}\n')]);
  const sum = createHash('sha256').update(rest).digest('hex');
  return Buffer.concat([Buffer.from(`${sum}\n`), rest]);
}

describe('A JSON text of somebody else', () => {
  beforeEach(() => {
    folder = makeTemporaryFolder();
  });
  afterEach(() => folder.remove());

  for (const { title, right, read } of BORDERS) {
    it(`is read as ${title}`, async () => {
      await read(`${right},"zz":1}`);
    });
    for (const [fault, member] of AMBIGUOUS) {
      it(`is rejected as ${title} with ${fault}`, async () => {
        expect(await rejection(Promise.resolve(`${right},${member}}`).then(read))).to.be.instanceOf(Error);
      });
    }
  }
});
