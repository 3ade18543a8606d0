import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import { openAdministration } from './administration.js';
import { DEMO_POLICY_DIR } from './database.js';
import type { Database, Progress } from './database.js';
import type { Pepper } from '../service/identity/pepper.js';
import { systemActor } from '../service/administration/actor.js';
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
  const { keys } = openAdministration({ pool, pepper: deps.pepper, config: deps.config });
  const { secret } = await keys.create(systemActor('Demo'), {
    ...{ name: 'Demo key', account: 'demo', scopes: DEMO_SCOPES, roles: [], allowedAddresses: [] },
    ...{ notBefore: null, expiresAt: null },
  });
  return { key: secret ?? '', allowed: ALLOWED, denied: DENIED };
}
