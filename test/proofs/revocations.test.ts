import { expect } from 'chai';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { percentilesOf, tellPercentiles } from './percentiles.js';
import { startProofWorld } from './proof-world.js';
import type { ProofWorld } from './proof-world.js';
import { MODES } from './revocation-modes.js';
import { measureRevocations } from './revocations.js';

const REVOCATIONS = 40;

/** On a machine that has other work to do too; the figures themselves are those of `npm run prove:revocation`. */
const GENEROUS_MS = 1500;

forEachPostgres('Keys that are revoked under several replica processes', (server) => {
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

  for (const mode of Object.values(MODES)) {
    it(`are denied at each of them, and stay so: ${mode.title}`, async function () {
      this.timeout(60_000);
      const { lanes, spreadMs } = mode;
      const options = { ...world, revocations: REVOCATIONS, lanes, spreadMs };
      const end = mode.begin(world.replicas);
      const { delaysMs, unanswered, faults } = await measureRevocations(options).finally(end);
      expect(faults).to.deep.equal([]);
      expect(delaysMs).to.have.length(REVOCATIONS * world.replicas.length);
      if (mode.isAnswered) expect(unanswered).to.equal(0);
      const percentiles = percentilesOf(delaysMs);
      expect(percentiles.p50, tellPercentiles(percentiles)).to.be.below(mode.p99BoundMs + GENEROUS_MS);
    });
  }
});
