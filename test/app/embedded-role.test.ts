import { chmodSync } from 'node:fs';
import { expect } from 'chai';
import { migrateSchema, openDatabase } from '../../src/app/database.js';
import { makeClosers } from '../../src/base/closers.js';
import { silentLog } from '../../src/base/log.js';
import { parseConfig } from '../../src/config.js';
import { makeTemporaryFolder } from '../support/temporary.js';

describe('the embedded PostgreSQL', function () {
  this.timeout(60_000);

  it('is served from by a role that is no superuser and owns nothing, also after a second start', async () => {
    const folder = makeTemporaryFolder();
    chmodSync(folder.path, 0o711);
    const config = parseConfig({ SCOPEGATE_DATA_DIR: folder.path });
    for (const start of ['first', 'second']) {
      const closers = makeClosers(silentLog);
      try {
        const deps = { config, closers, log: silentLog, progress: () => undefined };
        const database = await openDatabase(deps, { purpose: 'serve' });
        await migrateSchema(database, deps);
        const [role] = await database.writes.query<{ name: string; superuser: boolean; owns: number }>(
          `SELECT rolname AS name, rolsuper OR rolcreaterole OR rolcreatedb OR rolbypassrls AS superuser,
             (SELECT count(*)::int FROM pg_class c WHERE c.relowner = r.oid) AS owns
           FROM pg_roles r WHERE rolname = session_user`,
        );
        expect(role, start).to.deep.equal({ name: 'scopegate_server', superuser: false, owns: 0 });
        await database.writes.query(`SELECT scopegate.define_account('made at the ${start} start')`);
      } finally {
        await closers.closeAll(10_000);
      }
    }
    folder.remove();
  });
});
