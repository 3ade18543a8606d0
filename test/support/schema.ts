import { join } from 'node:path';
import { silentLog } from '../../src/base/log.js';
import { migrate } from '../../src/store/postgres/migrations.js';
import { root } from './root.js';

/** Gives an empty database the whole schema. */
export async function migrateAll(url: string): Promise<void> {
  await migrate({ url, dir: join(root, 'migrations'), set: 'schema', log: silentLog });
}
