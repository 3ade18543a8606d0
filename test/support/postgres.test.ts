import { existsSync } from 'node:fs';
import { expect } from 'chai';
import type { PrivateServer, TestDatabase } from './postgres.js';
import { forEachPostgres, startThrowawayServer } from './postgres.js';
import { query } from './query.js';
import { rejection } from './rejection.js';

forEachPostgres('databases for tests', (server) => {
  let one: TestDatabase;
  let other: TestDatabase;
  before(async () => {
    [one, other] = [await server.createDatabase(), await server.createDatabase()];
  });

  it('are each their own', async () => {
    await query(one.url, 'create table mine (n int)');
    expect(await rejection(query(other.url, 'select n from mine'))).to.have.property('code', '42P01');
  });

  it('run on the version that the title says', async () => {
    const [row] = await query(one.url, `select 'PostgreSQL ' || split_part(version(), ' ', 2) as version`);
    expect(server.title).to.match(new RegExp(`^${String(row!['version']).split('.')[0]} `));
  });

  it('are dropped with whoever is still connected', async () => {
    await one.drop();
    expect(await rejection(query(one.url, 'select 1'))).to.have.property('code', '3D000');
    await other.drop();
  });

  it('can be empty', async () => {
    const empty = await server.createEmptyDatabase();
    const tables = `select count(*)::int as n from pg_class where relnamespace = 'public'::regnamespace`;
    expect(await query(empty.url, tables)).to.deep.equal([{ n: 0 }]);
    await empty.drop();
  });
});

describe('a private server for tests', () => {
  let server: PrivateServer;
  before(async () => {
    server = await startThrowawayServer();
  });

  it('stays dead when killed, and comes back with what was committed', async () => {
    await query(server.url, 'create table kept as select 42 as answer');
    await server.kill();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await rejection(query(server.url, 'select 1'))).to.have.property('code', 'ECONNREFUSED');
    await server.restart();
    expect(await query(server.url, 'select answer from kept')).to.deep.equal([{ answer: 42 }]);
  });

  it('leaves nothing behind when removed', async () => {
    const [row] = await query(server.url, `select setting as data from pg_settings where name = 'data_directory'`);
    await server.remove();
    expect(existsSync(String(row!['data']))).to.equal(false);
  });
});
