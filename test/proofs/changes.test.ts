import { expect } from 'chai';
import { fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { proveChanges } from './changes.js';
import { startProofReplicas } from './replicas.js';
import type { ProofReplica } from './replicas.js';

forEachPostgres('Changes by several writers under several replica processes', (server) => {
  let database: TestDatabase;
  let operator: Operator;
  let replicas: ProofReplica[];

  before(async function () {
    this.timeout(120_000);
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    operator = makeOperator(database.url);
    replicas = await startProofReplicas(database.url, 2);
  });
  after(async () => {
    for (const replica of replicas) await replica.remove();
    await operator.close();
    await database.drop();
  });

  it('are all seen in the order of their commits, with aborted, partly aborted and prepared transactions between', async function () {
    this.timeout(120_000);
    const options = { databaseUrl: database.url, operator, replicas, changes: 400, writers: 6, keys: 20, seed: 5 };
    const { committed, endings, compared, faults } = await proveChanges(options);
    expect(faults).to.deep.equal([]);
    expect(committed).to.be.least(400);
    expect(Math.min(...Object.values(endings))).to.be.above(10);
    expect(compared).to.be.least(2 * (committed + 20));
  });
});
