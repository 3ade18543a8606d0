import { expect } from 'chai';
import { SEND, STATUS, fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { startPgbouncer } from '../support/pgbouncer.js';
import type { Pgbouncer } from '../support/pgbouncer.js';
import { suiteWith } from '../support/prerequisites.js';
import { programOf } from '../support/programs.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

suiteWith(programOf('pgbouncer'), 'A pooler', (program) => {
  forEachPostgres('behind pgbouncer in transaction mode', (server) => {
    let database: TestDatabase;
    let bouncer: Pgbouncer;
    let operator: Operator;
    let replica: Replica;
    const logged: string[] = [];
    const note = (_fields: object, message: string): void => void logged.push(message);

    before(async () => {
      database = await server.createEmptyDatabase();
      await fillDatabase(database.url);
      bouncer = await startPgbouncer(program, database.url);
      operator = makeOperator(bouncer.url);
      replica = await startReplica({ DATABASE_URL: bouncer.url }, { debug() {}, info: note, warn: note, error: note });
    });
    after(async () => {
      await replica.stop();
      await operator.close();
      await bouncer.remove();
      await database.drop();
    });

    it('keys are made and revoked through it, and every replica hears of it by polling', async () => {
      const { id, authorization, revision } = await operator.createKey();
      expect(await replica.outcome({ ...SEND, authorization, minRevision: revision })).to.equal('scope_held');
      const minRevision = await operator.revokeKey(id);
      expect(await replica.outcome({ ...SEND, authorization, minRevision })).to.equal('disabled_credential');
    });

    it('nothing listens: a pooler would take it and never deliver', async () => {
      const sql =
        "SELECT count(*)::int AS n FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()";
      expect(await query(database.url, sql)).to.deep.equal([{ n: 0 }]);
      expect(logged).to.include('the database does not notify; polling finds changes');
    });

    it('its own end is an outage like any other, and is survived', async () => {
      const key = await operator.createKey();
      const { authorization } = key;
      const minRevision = key.revision;
      expect(await replica.outcome({ ...SEND, authorization, minRevision })).to.equal('scope_held');
      const unheld = await operator.createKey();
      await bouncer.stop();
      expect(await replica.outcome({ ...SEND, authorization })).to.match(/^scope_held/);
      expect(await replica.outcome({ ...SEND, authorization: unheld.authorization })).to.equal('unavailable');
      expect(await replica.outcome(STATUS)).to.match(/^public_endpoint/);
      await eventually(async () => {
        expect(await replica.outcome({ ...SEND, authorization })).to.equal('scope_held, degraded');
      });
      await bouncer.start();
      await eventually(async () => {
        expect(await replica.outcome({ ...SEND, authorization: unheld.authorization })).to.equal('scope_held');
      });
    });
  });
});
