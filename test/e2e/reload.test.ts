import { expect } from 'chai';
import { fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

/** Moves the host between two APIs, replaces the endpoints of both, and drops and makes a third, in one transaction. */
const REPLACE = `
  DELETE FROM scopegate.api WHERE name LIKE 'spare%';
  SELECT scopegate.define_api('spare' || $1, ARRAY['spare.example.com']);
  SELECT scopegate.define_endpoint('spare' || $1, 'GET', '/stays', access => 'public');
  UPDATE scopegate.api_host SET api = (SELECT id FROM scopegate.api WHERE name = $2) WHERE host = 'moving.example.com';
  UPDATE scopegate.endpoint SET access = 'closed' WHERE template = '/moving' AND api = (SELECT id FROM scopegate.api WHERE name = $3);
  UPDATE scopegate.endpoint SET access = 'public' WHERE template = '/moving' AND api = (SELECT id FROM scopegate.api WHERE name = $2)`;

forEachPostgres('while policy is replaced again and again', (server) => {
  let database: TestDatabase;
  let operator: Operator;
  let replica: Replica;

  before(async () => {
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    operator = makeOperator(database.url);
    for (const name of ['left', 'right']) {
      await operator.pool.query('SELECT scopegate.define_api($1)', [name]);
      await operator.pool.query("SELECT scopegate.define_endpoint($1, 'GET', '/moving', access => 'closed')", [name]);
    }
    await operator.pool.query(
      "INSERT INTO scopegate.api_host (host, api) SELECT 'moving.example.com', id FROM scopegate.api WHERE name = 'left'",
    );
    await replace(0);
    replica = await startReplica({ DATABASE_URL: database.url });
  });
  after(async () => {
    await replica.stop();
    await operator.close();
    await database.drop();
  });

  function replace(round: number): Promise<unknown> {
    const [to, from] = round % 2 === 0 ? ['left', 'right'] : ['right', 'left'];
    return operator.pool.transaction(async (query) => {
      for (const statement of REPLACE.split(';')) {
        const values = [String(round), to, from];
        const used = [1, 2, 3].filter((number) => statement.includes(`$${String(number)}`));
        const renumbered = used.reduce(
          (text, number, index) => text.replaceAll(`$${String(number)}`, `$${String(index + 1)}`),
          statement,
        );
        await query(
          renumbered,
          used.map((number) => values[number - 1]),
        );
      }
    });
  }

  it('no check fails, and none is answered by half of one policy and half of another', async () => {
    const outcomes = new Map<string, number>();
    const state = { isOver: false };
    const asking = Array.from({ length: 4 }, async () => {
      while (!state.isOver) {
        for (const [host, path] of [
          ['moving.example.com', '/moving'],
          ['spare.example.com', '/stays'],
        ] as const) {
          const outcome = await replica.outcome({ method: 'GET', host, path });
          outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        }
      }
    });
    for (let round = 1; round <= 40; round++) await replace(round);
    state.isOver = true;
    await Promise.all(asking);
    expect([...outcomes.keys()]).to.deep.equal(['public_endpoint']);
    expect(outcomes.get('public_endpoint')).to.be.greaterThan(100);
  });
});
