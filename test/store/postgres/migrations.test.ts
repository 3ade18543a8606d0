import { rmSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import pg from 'pg';
import { silentLog } from '../../../src/base/log.js';
import { migrate } from '../../../src/store/postgres/migrations.js';
import type { MigrationSet } from '../../../src/store/postgres/migrations.js';
import type { TestDatabase } from '../../support/postgres.js';
import { forEachPostgres } from '../../support/postgres.js';
import { eventually, query } from '../../support/query.js';
import { rejection } from '../../support/rejection.js';
import { migrateAll } from '../../support/schema.js';
import { makeTemporaryFolder } from '../../support/temporary.js';

const SCOPES = `SELECT scopegate.define_category('General', 1);
SELECT scopegate.define_scope('sms:send', 'General', 'Send SMS.');
`;
const API = `SELECT scopegate.define_api('mail', hosts => '{mail.example.com}');
SELECT scopegate.define_endpoint('mail', 'GET', '/mail', '{sms:send}');
`;

forEachPostgres('migrations', (server) => {
  let database: TestDatabase;
  let folder: ReturnType<typeof makeTemporaryFolder>;
  beforeEach(async () => {
    database = await server.createDatabase();
    folder = makeTemporaryFolder();
  });
  afterEach(async () => {
    folder.remove();
    await database.drop();
  });

  const write = (name: string, sql: string): void => writeFileSync(join(folder.path, name), sql);
  const apply = (set: MigrationSet = 'policy'): Promise<readonly string[]> =>
    migrate({ url: database.url, dir: folder.path, set, log: silentLog });
  const scopes = async (): Promise<unknown[]> =>
    (await query(database.url, "SELECT name FROM scopegate.scope WHERE category <> 'Scopegate' ORDER BY name")).map(
      ({ name }) => name,
    );

  it('applies what is new in the order of the numbers, and then nothing', async () => {
    write('0010_api.sql', API);
    write('0002_scopes.sql', SCOPES);
    write('README.md', 'not a migration');
    expect(await apply()).to.deep.equal(['0002_scopes', '0010_api']);
    expect(await apply()).to.deep.equal([]);
    write('0011_more.sql', "SELECT scopegate.define_scope('sms:read', 'General', 'Read SMS.');");
    expect(await apply()).to.deep.equal(['0011_more']);
    expect(await scopes()).to.deep.equal(['sms:read', 'sms:send']);
  });

  it('names the session that it waited for in vain, and the migration that it waits for', async function () {
    this.timeout(30_000);
    write('0001_scopes.sql', SCOPES);
    const holder = new pg.Client({ connectionString: database.url, application_name: 'a long report' });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE scopegate.scope IN ACCESS EXCLUSIVE MODE');
      const first = rejection(apply());
      const steps: string[] = [];
      const onProgress = (step: string): void => void steps.push(step);
      await eventually(async () => {
        const running = await query(
          database.url,
          `SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database AND d.datname = current_database()
           WHERE l.locktype = 'advisory' AND l.granted`,
        );
        expect(running).to.have.length.above(0);
      });
      const second = migrate({ url: database.url, dir: folder.path, set: 'policy', log: silentLog, onProgress });
      const error = await first;
      expect(error).to.have.property('code', 'migration');
      expect(String(error)).to.match(
        /0001_scopes.sql, line 2: .*waited too long for session \d+ \(user \w+, application "a long report", idle/,
      );
      await holder.query('ROLLBACK');
      expect(await second).to.deep.equal(['0001_scopes']);
      expect(steps[0]).to.match(
        /^waiting for another migration to end: it is session \d+ \(user \w+, application 'scopegate migrate'\)$/,
      );
    } finally {
      await holder.end();
    }
  });

  it('keeps nothing of a run that fails in its last file, and goes on once that is mended', async () => {
    write('0001_scopes.sql', SCOPES);
    write('0002_api.sql', `${API}SELECT scopegate.define_endpoint('mail', 'GET', '/mail/{id', '{sms:send}');\n`);
    const error = await rejection(apply());
    expect(error).to.have.property('code', 'migration');
    expect(String(error)).to.contain('0002_api.sql, line 3').and.contain('/mail/{id');
    expect(error).to.have.property('hint').that.contains('Nothing of this run was kept.');
    expect(await scopes()).to.deep.equal([]);
    write('0002_api.sql', API);
    expect(await apply()).to.deep.equal(['0001_scopes', '0002_api']);
  });

  it('takes back what a migration did whose connection died half-way', async () => {
    write('0001_scopes.sql', `${SCOPES}SELECT pg_terminate_backend(pg_backend_pid());\n`);
    expect(await rejection(apply())).to.have.property('code', 'unavailable');
    expect(await scopes()).to.deep.equal([]);
    write('0001_scopes.sql', SCOPES);
    expect(await apply()).to.deep.equal(['0001_scopes']);
  });

  it('lets several processes come at once: one applies, the others find it done', async () => {
    write('0001_scopes.sql', `SELECT pg_sleep(0.2);\n${SCOPES}`);
    const applied = await Promise.all([apply(), apply(), apply()]);
    expect(applied.filter((names) => names.length > 0)).to.deep.equal([['0001_scopes']]);
  });

  const histories: readonly { title: string; change: () => void; says: readonly string[] }[] = [
    {
      title: 'was edited after it had been applied',
      change: () => write('0001_scopes.sql', `${SCOPES}-- harmless?\n`),
      says: ['0001_scopes.sql', 'was edited'],
    },
    {
      title: 'was removed',
      change: () => rmSync(join(folder.path, '0001_scopes.sql')),
      says: ['0001_scopes', 'no such file'],
    },
    {
      title: 'was renamed',
      change: () => renameSync(join(folder.path, '0001_scopes.sql'), join(folder.path, '0001_words.sql')),
      says: ['0001_scopes', '0001_words'],
    },
    {
      title: 'comes before one that is applied',
      change: () => write('0003_late.sql', 'SELECT 1;'),
      says: ['0003_late', '0005_api', 'higher number'],
    },
    {
      title: 'has the number of another',
      change: () => write('0005_twin.sql', 'SELECT 1;'),
      says: ['0005_twin', '0005_api', 'same number'],
    },
    { title: 'has no number', change: () => write('later.sql', 'SELECT 1;'), says: ['later.sql', 'not named'] },
    {
      title: 'ends the transaction',
      change: () => write('0006_end.sql', 'SELECT 1;\nCOMMIT;\n'),
      says: ['0006_end.sql, line 2', 'COMMIT'],
    },
    {
      title: 'is meant for psql',
      change: () => write('0006_psql.sql', '\\i other.sql\n'),
      says: ['0006_psql.sql, line 1', 'psql'],
    },
    {
      title: 'is not UTF-8',
      change: () => writeFileSync(join(folder.path, '0006_bytes.sql'), Buffer.from([0x2d, 0x2d, 0xff])),
      says: ['0006_bytes.sql'],
    },
  ];
  for (const { title, change, says } of histories) {
    it(`refuses a file that ${title}, and changes nothing`, async () => {
      write('0001_scopes.sql', SCOPES);
      write('0005_api.sql', API);
      await apply();
      change();
      const error = await rejection(apply());
      expect(error).to.have.property('code', 'migration');
      for (const text of says) expect(`${String(error)} ${String((error as { hint?: string }).hint)}`).to.contain(text);
      expect(await scopes()).to.deep.equal(['sms:send']);
    });
  }

  it('takes other line ends for the same file', async () => {
    write('0001_scopes.sql', SCOPES);
    await apply();
    write('0001_scopes.sql', SCOPES.replaceAll('\n', '\r\n'));
    expect(await apply()).to.deep.equal([]);
  });

  it('refuses a database whose records of migrations are only half there', async () => {
    write('0001_scopes.sql', SCOPES);
    await apply();
    await query(database.url, "DELETE FROM scopegate.migration_checksum WHERE name = '0001_scopes'");
    expect(String(await rejection(apply())))
      .to.contain('0001_scopes')
      .and.contain('without a checksum');
  });

  it('refuses policy for a database without a schema, and the schema over tables that it did not make', async () => {
    const empty = await server.createEmptyDatabase();
    try {
      write('0001_scopes.sql', SCOPES);
      const early = migrate({ url: empty.url, dir: folder.path, set: 'policy', log: silentLog });
      expect(String(await rejection(early))).to.contain('no schema yet');
      await query(empty.url, 'CREATE SCHEMA scopegate; CREATE TABLE scopegate.stranger (id int)');
      expect(String(await rejection(migrateAll(empty.url)))).to.contain('stranger');
    } finally {
      await empty.drop();
    }
  });

  it('gives up with the name of the file when somebody holds a table', async () => {
    write('0001_scopes.sql', `SET LOCAL lock_timeout = '100ms';\n${SCOPES}`);
    const holder = new pg.Client({ connectionString: database.url });
    await holder.connect();
    try {
      await holder.query('BEGIN; LOCK TABLE scopegate.scope IN ACCESS EXCLUSIVE MODE');
      expect(String(await rejection(apply()))).to.contain('0001_scopes.sql');
    } finally {
      await holder.end();
    }
    expect(await apply()).to.deep.equal(['0001_scopes']);
  });
});
