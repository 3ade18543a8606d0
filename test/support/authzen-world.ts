import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { silentLog } from '../../src/base/log.js';
import { makePool } from '../../src/store/postgres/pool.js';
import type { TestServer } from './postgres.js';
import { query } from './query.js';
import { startReplica } from './replica.js';
import type { Replica } from './replica.js';
import { administrate } from './administrate.js';

export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly text: string;
  /** The JSON of the body; null where it is none. */
  readonly json: Record<string, unknown> | null;
}

export interface Sent {
  readonly method?: string;
  readonly path: string;
  /** Name, value, name, value; as they go over the wire. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** `alice` may read and write records, `bob` may read them; `key` does as bob does. */
export interface AuthzenWorld {
  readonly replica: Replica;
  readonly url: string;
  /** Public id and secret of an API key. */
  readonly key: { readonly id: string; readonly secret: string };
  /** Of alice. */
  readonly session: { readonly id: string; readonly secret: string };
  send(sent: Sent): Promise<Reply>;
  /** A POST of JSON. */
  post(path: string, body: unknown, headers?: readonly string[]): Promise<Reply>;
  addKey(scopes: readonly string[], allowedAddresses?: readonly string[]): Promise<{ id: string; secret: string }>;
  close(): Promise<void>;
}

export const PASSWORD = 'correct horse battery staple';

const POLICY = `
  SELECT scopegate.define_category('General', 1);
  SELECT scopegate.define_scope(name, 'General', 'Test') FROM unnest(ARRAY['record:read', 'record:write']) name;
  SELECT scopegate.define_api('platform', '{api.example.com}');
  SELECT scopegate.define_endpoint('platform', 'GET', '/records/{id}', ARRAY['record:read']);
  SELECT scopegate.define_endpoint('platform', 'PUT', '/records/{id}', ARRAY['record:write']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/records/special', ARRAY['record:write']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/files/{+path}:raw', ARRAY['record:read']);
  SELECT scopegate.define_endpoint('platform', 'GET', '/me', access => 'authenticated');
  SELECT scopegate.define_endpoint('platform', 'GET', '/people', access => 'authenticated', accepted_kinds => '{user}');
  SELECT scopegate.define_endpoint('platform', '*', '/any', access => 'authenticated');
  SELECT scopegate.define_endpoint('platform', 'GET', '/status', access => 'public');
  SELECT scopegate.define_endpoint('platform', 'GET', '/closed', access => 'closed');
  SELECT scopegate.define_api('other', '{other.example.com}');
  SELECT scopegate.define_endpoint('other', 'GET', '/things', ARRAY['record:read']);`;

export async function makeAuthzenWorld(
  server: Pick<TestServer, 'createDatabase'>,
  environment: Readonly<Record<string, string>> = {},
): Promise<AuthzenWorld> {
  const database = await server.createDatabase();
  await query(database.url, POLICY);
  const pool = makePool(database.url, { log: silentLog });
  const administration = administrate(pool);
  const addKey = async (scopes: readonly string[], allowedAddresses: readonly string[] = []) => {
    const { publicId: id, secret } = await administration.key({ scopes, allowedAddresses });
    return { id, secret };
  };
  await administration.user('alice', { name: 'Alice', scopes: ['record:read', 'record:write'], password: PASSWORD });
  await administration.user('bob', { name: 'Bob', scopes: ['record:read'], password: PASSWORD });
  const session = await administration.session('alice', 600_000, 600_000);
  const key = await addKey(['record:read']);
  const replica = await startReplica({ DATABASE_URL: database.url, ...environment });
  const send = (sent: Sent): Promise<Reply> => sendTo(replica.app.httpPort, sent);
  return {
    replica,
    url: database.url,
    key,
    session: { id: session.publicId, secret: session.token },
    send,
    post: (path, body, headers = []) =>
      send({ path, headers: ['Content-Type', 'application/json', ...headers], body: JSON.stringify(body) }),
    addKey,
    async close() {
      await replica.stop();
      await pool.close();
      await database.drop();
    },
  };
}

function sendTo(port: number, { method = 'POST', path, headers = [], body = '' }: Sent): Promise<Reply> {
  const all = ['Host', `127.0.0.1:${String(port)}`, 'Content-Length', String(Buffer.byteLength(body)), ...headers];
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, method, path, headers: all, agent: false };
    const outgoing = request(options, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const { statusCode = 0, headers: received, rawHeaders } = incoming;
        resolve({ status: statusCode, headers: received, rawHeaders, text, json: jsonOf(text) });
      });
    });
    outgoing.on('error', reject);
    // As bytes: a string would take the headers with it into UTF-8.
    outgoing.end(Buffer.from(body));
  });
}

function jsonOf(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return null;
  }
}
