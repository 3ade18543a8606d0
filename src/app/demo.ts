import { join } from 'node:path';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { openAdministration } from './management.js';
import { DEMO_POLICY_DIR } from './database.js';
import type { Database, OnProgress } from './database.js';
import type { Pepper } from '../service/identity/pepper.js';
import { systemActor } from '../service/administration/actor.js';
import { writeKeyFile } from '../store/first-key-file.js';
import { migrate } from '../store/postgres/migrations.js';
import { makePolicyReader } from '../store/postgres/policy-reader.js';

/** What a newcomer needs for a first allowed and a first denied answer. */
export interface Demo {
  /** The key to show now and never again; or the file that holds it, where nobody reads a terminal. */
  readonly key: DemoKey;
  readonly allowed: DemoRequest;
  readonly denied: DemoRequest;
}

export type DemoKey =
  { readonly where: 'here'; readonly key: string } | { readonly where: 'file'; readonly path: string };

export interface DemoRequest {
  readonly host: string;
  readonly method: string;
  readonly path: string;
}

export interface DemoDeps {
  readonly database: Database;
  readonly pepper: Pepper;
  readonly config: Config;
  readonly log: Log;
  readonly progress: OnProgress;
  /** As for the key of the first administrator. */
  readonly keyGoes: 'answer' | 'file';
}

const FILE_NAME = 'demo-key';
const DEMO_SCOPES = ['message:send', 'inbound-message:read'];
/** The demo policy has two APIs, so a question must name one. */
const HOST = 'api.example.com';
const ALLOWED: DemoRequest = { host: HOST, method: 'POST', path: '/sms/2/messages' };
const DENIED: DemoRequest = { host: HOST, method: 'DELETE', path: '/numbers/1/numbers/42' };

/** Loads the demo policy and makes a key, if the database holds no API of anybody's yet; null where it does. */
export async function loadDemo(deps: DemoDeps): Promise<Demo | null> {
  const pool = deps.database.writes;
  const { apis } = await makePolicyReader(pool).readCatalogue();
  // The API of Scopegate itself comes with the schema.
  if (apis.some(({ name }) => name !== 'scopegate')) return null;
  deps.progress('loading the demo policy');
  const url = await deps.database.ownerUrl();
  await migrate({ url, dir: DEMO_POLICY_DIR, set: 'demo', log: deps.log, onProgress: deps.progress });
  const { keys } = openAdministration({ pool, pepper: deps.pepper, config: deps.config });
  const request = {
    ...{ name: 'Demo key', account: 'demo', scopes: DEMO_SCOPES, roles: [], allowedAddresses: [] },
    ...{ notBefore: null, expiresAt: null },
  };
  const path = join(deps.config.dataDir, FILE_NAME);
  // The file is there before the key is valid.
  const show = deps.keyGoes === 'file' ? (key: string) => writeKeyFile(path, key) : undefined;
  const { secret } = await keys.create(systemActor('Demo'), request, show === undefined ? {} : { show });
  const key: DemoKey = deps.keyGoes === 'file' ? { where: 'file', path } : { where: 'here', key: secret ?? '' };
  return { key, allowed: ALLOWED, denied: DENIED };
}
