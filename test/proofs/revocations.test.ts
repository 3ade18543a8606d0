import { expect } from 'chai';
import { fillDatabase, makeOperator } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { percentilesOf, tellPercentiles } from './percentiles.js';
import { startProofReplicas } from './replicas.js';
import type { ProofReplica } from './replicas.js';
import { MODES } from './revocation-modes.js';
import { measureRevocations } from './revocations.js';

const REVOCATIONS = 40;

/** On a machine that has other work to do too; the figures themselves are those of `npm run prove:revocation`. */
const GENEROUS_MS = 1500;

forEachPostgres('Keys that are revoked under several replica processes', (server) => {
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

  for (const mode of Object.values(MODES)) {
    it(`are denied at each of them, and stay so: ${mode.title}`, async function () {
      this.timeout(60_000);
      const { lanes, spreadMs } = mode;
      const options = { databaseUrl: database.url, operator, replicas, revocations: REVOCATIONS, lanes, spreadMs };
      const end = mode.begin(replicas);
      const { delaysMs, unanswered, faults } = await measureRevocations(options).finally(end);
      expect(faults).to.deep.equal([]);
      expect(delaysMs).to.have.length(REVOCATIONS * replicas.length);
      if (mode.isAnswered) expect(unanswered).to.equal(0);
      const percentiles = percentilesOf(delaysMs);
      expect(percentiles.p50, tellPercentiles(percentiles)).to.be.below(mode.p99BoundMs + GENEROUS_MS);
    });
  }
});
