import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { DEMO_POLICY_DIR } from './database.js';
import type { Database, Progress } from './database.js';
import type { Pepper } from '../service/credentials/pepper.js';
import { makeCreateKey } from '../service/keys/create-key.js';
import { makeKeyStore } from '../store/postgres/key-store.js';
import { migrate } from '../store/postgres/migrations.js';
import { makePolicyReader } from '../store/postgres/policy-reader.js';

/** What a newcomer needs for a first allowed and a first denied answer. */
export interface Demo {
  /** Shown now and never again. */
  readonly key: string;
  readonly allowed: DemoRequest;
  readonly denied: DemoRequest;
}

export interface DemoRequest {
  readonly method: string;
  readonly path: string;
}

export interface DemoDeps {
  readonly database: Database;
  readonly pepper: Pepper;
  readonly config: Config;
  readonly log: Log;
  readonly progress: Progress;
}

const DEMO_SCOPES = ['message:send', 'inbound-message:read'];
const ALLOWED: DemoRequest = { method: 'POST', path: '/sms/2/messages' };
const DENIED: DemoRequest = { method: 'DELETE', path: '/numbers/1/numbers/42' };

/** Loads the demo policy and makes a key, if the database holds no API of anybody's yet; null where it does. */
export async function loadDemo(deps: DemoDeps): Promise<Demo | null> {
  const pool = deps.database.writes;
  const { apis } = await makePolicyReader(pool).readCatalogue();
  // The API of Scopegate itself comes with the schema.
  if (apis.some(({ name }) => name !== 'scopegate')) return null;
  deps.progress('loading the demo policy');
  const url = await deps.database.ownerUrl();
  await migrate({ url, dir: DEMO_POLICY_DIR, set: 'demo', log: deps.log, onProgress: deps.progress });
  const createKey = makeCreateKey({
    store: makeKeyStore(pool),
    pepper: deps.pepper,
    keyPrefix: deps.config.keyPrefix,
  });
  const { value } = await createKey({
    name: 'Demo key',
    account: 'demo',
    scopes: DEMO_SCOPES,
    allowedAddresses: [],
    notBeforeMs: null,
    expiresAtMs: null,
  });
  return { key: value.key, allowed: ALLOWED, denied: DENIED };
}
