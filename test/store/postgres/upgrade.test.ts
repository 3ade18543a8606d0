import { cpSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { silentLog } from '../../../src/base/log.js';
import { migrate } from '../../../src/store/postgres/migrations.js';
import { firstMigrations, restoreFirstSchema } from '../../support/first-schema.js';
import { makeNextMigrations, nextMigration } from '../../support/next-version.js';
import { forEachPostgres } from '../../support/postgres.js';
import type { TestDatabase } from '../../support/postgres.js';
import { rejection } from '../../support/rejection.js';
import { root } from '../../support/root.js';
import { describeSchema, readAllRows } from '../../support/schema-description.js';
import { makeTemporaryFolder } from '../../support/temporary.js';

const TODAY = join(root, 'migrations');
/** Tables that hold no rows, or whose rows end with their transaction. */
const WITHOUT_ROWS = ['commit_order', 'pending_change', 'rehearsal'];

forEachPostgres('a database of the first release', (server) => {
  let database: TestDatabase;
  const apply = (dir: string): Promise<readonly string[]> =>
    migrate({ url: database.url, dir, set: 'schema', log: silentLog });
  beforeEach(async () => {
    database = await server.createEmptyDatabase();
    await restoreFirstSchema(database.url);
  });
  afterEach(() => database.drop());

  it('has a row in every table that can hold one', async () => {
    const filled = new Set((await readAllRows(database.url)).map(({ table }) => table));
    const schema = await describeSchema(database.url);
    const tables = schema.flatMap((line) => /^r (\w+) of scopegate,/.exec(line)?.[1] ?? []);
    expect(tables).to.have.length.greaterThan(35);
    expect(tables.filter((name) => !filled.has(name)).sort()).to.deep.equal(WITHOUT_ROWS);
  });

  it('gets the migrations that came later, and no other', async () => {
    const first = await firstMigrations(database.url);
    const all = readdirSync(TODAY).map((name) => name.replace('.sql', ''));
    expect(all.slice(0, first.length)).to.deep.equal(first);
    expect(await apply(TODAY)).to.deep.equal(all.slice(first.length));
    expect(await apply(TODAY)).to.deep.equal([]);
  });

  it('gets those of a version after this one', async () => {
    const next = makeNextMigrations();
    try {
      expect((await apply(next.path)).at(-1)).to.equal(nextMigration());
    } finally {
      next.remove();
    }
  });

  for (const version of ['this version', 'a version after this one'] as const) {
    it(`keeps every row that it has under ${version}`, async () => {
      const before = await readAllRows(database.url);
      await applyVersion(version);
      const after = new Map<string, Record<string, unknown>[]>();
      for (const { table, row } of await readAllRows(database.url)) {
        after.set(table, [...(after.get(table) ?? []), row]);
      }
      const lost = before.filter(({ table, row }) => !after.get(table)?.some((one) => holds(one, row)));
      expect(before).to.have.length.greaterThan(200);
      expect(lost).to.deep.equal([]);
    });

    it(`ends at the schema that a new database has under ${version}`, async () => {
      await applyVersion(version);
      const fresh = await server.createEmptyDatabase();
      try {
        const upgraded = database;
        database = fresh;
        await applyVersion(version);
        database = upgraded;
        const wanted = await describeSchema(fresh.url);
        const found = await describeSchema(upgraded.url);
        expect(wanted).to.have.length.greaterThan(500);
        expect(difference(found, wanted)).to.deep.equal({ missing: [], extra: [] });
      } finally {
        await fresh.drop();
      }
    });
  }

  async function applyVersion(version: 'this version' | 'a version after this one'): Promise<void> {
    if (version === 'this version') {
      await apply(TODAY);
      return;
    }
    const next = makeNextMigrations();
    try {
      await apply(next.path);
    } finally {
      next.remove();
    }
  }

  describe('is not migrated by a folder in which', () => {
    let folder: ReturnType<typeof makeTemporaryFolder>;
    beforeEach(() => {
      folder = makeTemporaryFolder();
      cpSync(TODAY, folder.path, { recursive: true });
    });
    afterEach(() => folder.remove());
    const fileOf = (name: string): string => join(folder.path, `${name}.sql`);

    it('a released file was edited, whichever it is', async () => {
      for (const name of await firstMigrations(database.url)) {
        const text = readFileSync(fileOf(name), 'utf8');
        writeFileSync(fileOf(name), text.replace('-- Why:', '-- Why: '));
        expect(String(await rejection(apply(folder.path))), name).to.include(
          `${fileOf(name)} was edited after it had been applied`,
        );
        writeFileSync(fileOf(name), text);
      }
      expect(await apply(folder.path)).to.be.an('array');
    });

    it('a released file is missing', async () => {
      const [, second = ''] = await firstMigrations(database.url);
      rmSync(fileOf(second));
      expect(String(await rejection(apply(folder.path)))).to.include(`migration ${second} is applied, but`);
    });

    it('a released file has another name', async () => {
      const [, second = ''] = await firstMigrations(database.url);
      renameSync(fileOf(second), fileOf('0002_other'));
      const problem = await rejection(apply(folder.path));
      expect(problem).to.have.property('hint', 'Was it renamed? 0002_other has the same content.');
    });

    it('a new file comes before a released one', async () => {
      const last = (await firstMigrations(database.url)).at(-1) ?? '';
      writeFileSync(fileOf('0000_early'), 'SELECT 1;\n');
      expect(String(await rejection(apply(folder.path)))).to.include(`comes before ${last}, which is already applied`);
    });

    it('the newest migration of the database is unknown', async () => {
      const next = makeNextMigrations();
      try {
        await apply(next.path);
      } finally {
        next.remove();
      }
      expect(String(await rejection(apply(folder.path)))).to.include('the database is newer than this version');
    });
  });
});

/** Whether a row has everything that it had before; new columns are no loss. */
function holds(now: Record<string, unknown>, before: Record<string, unknown>): boolean {
  return Object.entries(before).every(([column, value]) => JSON.stringify(now[column]) === JSON.stringify(value));
}

function difference(found: readonly string[], wanted: readonly string[]): { missing: string[]; extra: string[] } {
  const here = new Set(found);
  const there = new Set(wanted);
  return { missing: wanted.filter((line) => !here.has(line)), extra: found.filter((line) => !there.has(line)) };
}
