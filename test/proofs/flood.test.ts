import { expect } from 'chai';
import { fillDatabase } from '../support/outage-world.js';
import { startThrowawayServer } from '../support/postgres.js';
import type { PrivateServer, TestDatabase } from '../support/postgres.js';
import { askAll, flood } from './flood.js';
import { addKnownKeys, addOtherKeys } from './many-keys.js';
import { cacheFigures } from './process-figures.js';
import { startProofReplica } from './replicas.js';
import type { ProofReplica } from './replicas.js';

const LOOKUPS_PER_SECOND = 500;
const CACHE_BYTES = 1024 * 1024;
/** Each hot key takes some 0.9 KB. */
const FITTING = 900;

describe('A replica whose keys are many', () => {
  let server: PrivateServer;
  let database: TestDatabase;
  let replica: ProofReplica;
  let hot: string[];

  before(async function () {
    this.timeout(120_000);
    server = await startThrowawayServer();
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
    hot = await addKnownKeys(database.url, 3000);
    await addOtherKeys(database.url, 20_000);
    replica = await startProofReplica(database.url, {
      SCOPEGATE_UNKNOWN_LOOKUPS_PER_SECOND: String(LOOKUPS_PER_SECOND),
      SCOPEGATE_CREDENTIAL_CACHE_BYTES: String(CACHE_BYTES),
    });
  });
  after(async () => {
    await replica.remove();
    await database.drop();
    await server.remove();
  });

  it('holds as many as its bound lets it, and answers for all', async () => {
    expect([...(await askAll(replica, hot))]).to.deep.equal([['REASON_SCOPE_HELD', hot.length]]);
    const { entries, sizeMiB, evictions } = await cacheFigures(replica, 'credential');
    expect(sizeMiB).to.be.within(0.9, CACHE_BYTES / 1024 / 1024);
    expect(entries + evictions).to.equal(hot.length);
  });

  it('is flooded with unknown ones: it reads no more than it may, and pushes out none that it holds', async function () {
    this.timeout(60_000);
    const held = hot.slice(0, FITTING);
    await askAll(replica, held);
    const before = await cacheFigures(replica, 'credential');
    const options = { databaseUrl: database.url, replica, hot: held, perSecond: 5000, seconds: 3 };
    const report = await flood(options);
    const seconds = report.lastedMs / 1000;
    expect([report.hotOther, report.hotAllowed > 500]).to.deep.equal([0, true]);
    const { REASON_UNKNOWN_CREDENTIAL: unknown = 0, resource_exhausted: refused = 0, ...others } = report.outcomes;
    // On a machine that has other work to do too, some get no answer in time.
    expect(['unavailable', 'deadline_exceeded']).to.include.members(Object.keys(others));
    expect(Object.values(report.outcomes).reduce((sum, count) => sum + count)).to.equal(report.sent);
    expect([unknown > 0, refused > 0]).to.deep.equal([true, true]);
    // What was saved up in the half second before, and what was under way.
    expect(unknown).to.be.below(LOOKUPS_PER_SECOND * (seconds + 0.5) + 2 * 1000);
    expect(report.floodReadsPerSecond).to.be.below(report.quietReadsPerSecond + 100);
    const unheld = (await cacheFigures(replica, 'credential')).misses;
    expect([...(await askAll(replica, held))]).to.deep.equal([['REASON_SCOPE_HELD', FITTING]]);
    const after = await cacheFigures(replica, 'credential');
    expect([after.misses - unheld, after.evictions]).to.deep.equal([0, before.evictions]);
  });
});
