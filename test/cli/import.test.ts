import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { runScopegate } from '../support/command-line.js';
import type { CommandResult } from '../support/command-line.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';

const DOCUMENT = `
openapi: 3.0.3
info: { title: Pets, version: '1' }
servers: [{ url: 'https://pets.example.com/v1' }]
paths:
  /pets:
    get: { security: [{ oauth: ['pets:read'] }] }
    post: { security: [{ oauth: ['pets:write'] }] }
  /pets/{id}:
    delete: { security: [{ oauth: ['pets:write'] }] }
  /health:
    get: { security: [] }
components:
  securitySchemes:
    oauth: { type: oauth2, flows: { implicit: { scopes: { 'pets:read': See pets., 'pets:write': Change pets. } } } }
`;

/** A day later: one endpoint opens to another scope, one is gone, one is new. */
const NEXT_DOCUMENT = DOCUMENT.replace(
  "delete: { security: [{ oauth: ['pets:write'] }] }",
  "delete: { security: [{ oauth: ['pets:admin'] }] }",
).replace('  /health:\n    get: { security: [] }\n', '  /status:\n    get: { security: [] }\n');

interface Counts {
  readonly operations: number;
  readonly added: number;
  readonly changed: number;
  readonly dropped: number;
}

forEachPostgres('scopegate import', (server) => {
  let database: TestDatabase;
  let folder: string;
  let policies: string;

  before(async () => {
    database = await server.createDatabase();
    folder = await mkdtemp(join(tmpdir(), 'scopegate-import-'));
    policies = await mkdtemp(join(tmpdir(), 'scopegate-imported-'));
  });

  after(async () => {
    await database.drop();
    await rm(folder, { recursive: true });
    await rm(policies, { recursive: true });
  });

  const run = (...words: readonly string[]): Promise<CommandResult> =>
    runScopegate(words, { DATABASE_URL: database.url });

  async function importAs(file: string, document: string, ...words: readonly string[]): Promise<Counts> {
    const source = join(folder, 'document.yaml');
    await writeFile(source, document);
    const result = await run('import', source, '--api', 'pets', '--out', join(policies, file), '--json', ...words);
    expect(result.code, result.stderr).to.equal(0);
    return JSON.parse(result.stdout) as Counts;
  }

  async function migrate(): Promise<void> {
    const result = await run('migrate', '--dir', policies);
    expect(result.code, result.stderr).to.equal(0);
  }

  it('writes a migration that applies, then only what changed, then nothing', async () => {
    expect(await importAs('0001_pets.sql', DOCUMENT)).to.include({ operations: 4, added: 4, changed: 0, dropped: 0 });
    await migrate();
    expect(await importAs('0002_pets.sql', NEXT_DOCUMENT, '--against', 'database')).to.include({
      operations: 4,
      added: 1,
      changed: 1,
      dropped: 1,
    });
    const sql = await readFile(join(policies, '0002_pets.sql'), 'utf8');
    expect(sql).to.include('pets:admin').and.include('/v1/status').and.include('/v1/health');
    expect(sql).not.to.include('define_api').and.not.to.include("'POST'");
    await migrate();
    const again = await importAs('0003_pets.sql', NEXT_DOCUMENT, '--against', 'database');
    expect(again).to.include({ added: 0, changed: 0, dropped: 0 });
    expect(await readFile(join(policies, '0003_pets.sql'), 'utf8').catch(() => 'none')).to.equal('none');
  });

  it('asks before a scope of another API opens endpoints, and not when it is used already', async () => {
    const source = join(folder, 'document.yaml');
    await writeFile(source, DOCUMENT);
    const out = join(folder, 'shared.sql');
    const words = ['import', source, '--api', 'zoo', '--against', 'database', '--out', out];
    const refused = await run(...words);
    expect(refused.code).to.equal(2);
    expect(refused.stderr).to.include('pets:read').and.include('--shared-scopes reuse');
    expect((await run(...words, '--shared-scopes', 'reuse')).code).to.equal(0);
  });

  it('never overwrites a migration', async () => {
    const source = join(folder, 'document.yaml');
    await writeFile(source, DOCUMENT);
    await writeFile(join(folder, '0001_mine.sql'), '-- mine\n');
    const result = await run('import', source, '--api', 'other', '--out', join(folder, '0001_mine.sql'));
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include('0001_mine.sql');
    expect(await readFile(join(folder, '0001_mine.sql'), 'utf8')).to.equal('-- mine\n');
  });
});

describe('scopegate import without a database', () => {
  it('prints the migration and touches nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scopegate-import-'));
    const source = join(folder, 'pets.yaml');
    await writeFile(source, DOCUMENT);
    const result = await runScopegate(['import', source, '--api', 'pets'], {
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
    });
    expect(result.code, result.stderr).to.equal(0);
    expect(result.stdout).to.include("define_api('pets', ARRAY['pets.example.com']");
    await rm(folder, { recursive: true });
  });

  it('lists the operations that need a choice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scopegate-import-'));
    const source = join(folder, 'pets.yaml');
    await writeFile(source, DOCUMENT.replace("['pets:read']", "['pets:read', 'pets:write']"));
    const result = await runScopegate(['import', source, '--api', 'pets']);
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include('GET /v1/pets').and.include('--multi any');
    await rm(folder, { recursive: true });
  });

  it('says which file it cannot read', async () => {
    const result = await runScopegate(['import', 'no-such-file.yaml', '--api', 'pets']);
    expect(result.code).to.equal(2);
    expect(result.stderr).to.include('no-such-file.yaml');
  });
});
