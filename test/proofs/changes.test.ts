import { expect } from 'chai';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { proveChanges } from './changes.js';
import { startProofWorld } from './proof-world.js';
import type { ProofWorld } from './proof-world.js';

forEachPostgres('Changes by several writers under several replica processes', (server) => {
  let database: TestDatabase;
  let world: ProofWorld;

  before(async function () {
    this.timeout(120_000);
    database = await server.createEmptyDatabase();
    world = await startProofWorld(database.url, 2);
  });
  after(async () => {
    await world.close();
    await database.drop();
  });

  it('are all seen in the order of their commits, with aborted, partly aborted and prepared transactions between', async function () {
    this.timeout(120_000);
    const options = { ...world, changes: 400, writers: 6, keys: 20, seed: 5 };
    const { committed, endings, compared, faults } = await proveChanges(options);
    expect(faults).to.deep.equal([]);
    expect(committed).to.be.least(400);
    expect(Math.min(...Object.values(endings))).to.be.above(10);
    expect(compared).to.be.least(2 * (committed + 20));
  });
});
