import { startReplica } from './replica.js';
import type { Replica } from './replica.js';
import type { TestDatabase } from './postgres.js';
import { query } from './query.js';

/** A policy with two products, one manage scope and one implication beside that of Scopegate itself. */
const POLICY = `
  SELECT scopegate.define_category('Channels', 1);
  SELECT scopegate.define_scope('sms:manage', 'Channels', 'Everything about SMS.');
  SELECT scopegate.define_scope('sms:send', 'Channels', 'Send SMS.');
  SELECT scopegate.define_scope('voice:call', 'Channels', 'Make calls.');
  SELECT scopegate.define_scope('message:send', 'Channels', 'Send by every channel.');
  SELECT scopegate.define_implication('message:send', 'sms:send');
  SELECT scopegate.define_product('sms', 'SMS', 'sms:manage');
  SELECT scopegate.define_product('voice', 'Voice');
  SELECT scopegate.define_api('platform');
  SELECT scopegate.define_endpoint('platform', 'POST', '/sms', '{sms:send}', 'sms');
  SELECT scopegate.define_endpoint('platform', 'GET', '/sms/{id}', '{sms:send}', 'sms');
  SELECT scopegate.define_endpoint('platform', 'POST', '/calls', '{voice:call}', 'voice');
  SELECT scopegate.define_endpoint('platform', 'GET', '/status', access => 'public');`;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** The JSON of the body; null for an empty one, the text where it is no JSON. */
  readonly body: Body;
}

/** JSON as it came; tests assert what they read of it. */
export type Body = Record<string, never> & { [key: string]: Body };

export interface Call {
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** A whole API key; null: none. The administrator's where it is absent. */
  readonly key?: string | null;
}

/** A running Scopegate with a Management API, its first administrator, and a small policy. */
export interface ManageWorld {
  readonly replica: Replica;
  readonly database: TestDatabase;
  readonly administratorKey: string;
  call(method: string, path: string, options?: Call): Promise<Reply>;
  /** A new key with these scopes; a caller with no more rights than they give. */
  createKey(scopes: readonly string[], name?: string): Promise<{ id: string; secret: string; etag: string }>;
  stop(): Promise<void>;
}

export async function startManageWorld(
  database: TestDatabase,
  environment: Readonly<Record<string, string>> = {},
): Promise<ManageWorld> {
  await query(database.url, POLICY);
  const replica = await startReplica({ DATABASE_URL: await database.serverUrl(), ...environment });
  const made = replica.app.administratorKey;
  const administratorKey = made?.where === 'here' ? made.key : '';
  const call: ManageWorld['call'] = async (method, path, { body, headers = {}, key = administratorKey } = {}) => {
    const response = await fetch(`${replica.httpUrl}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { authorization: `App ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, headers: response.headers, body: parseBody(await response.text()) };
  };
  return {
    replica,
    database,
    administratorKey,
    call,
    async createKey(scopes, name = 'a key') {
      const made = await call('POST', '/v1/api-keys', { body: { name, scopes } });
      if (made.status !== 201) throw new Error(`no key: ${JSON.stringify(made.body)}`);
      const { key, secret } = made.body as unknown as { key: { id: string; etag: string }; secret: string };
      return { id: key.id, secret, etag: key.etag };
    },
    stop: () => replica.stop(),
  };
}

function parseBody(text: string): Body {
  if (text === '') return null as unknown as Body;
  try {
    return JSON.parse(text) as Body;
  } catch {
    return text as unknown as Body;
  }
}
