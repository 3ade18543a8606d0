import { expect } from 'chai';
import { isScopegateError } from '../../src/base/errors.js';
import { SEND, fillDatabase, makeOperator } from '../support/outage-world.js';
import { forEachPostgres } from '../support/postgres.js';
import type { TestDatabase } from '../support/postgres.js';
import { eventually, query } from '../support/query.js';
import { startReplica } from '../support/replica.js';
import type { Replica } from '../support/replica.js';

const OLD = Buffer.alloc(32, 1);
const NEXT = Buffer.alloc(32, 2);
const text = (...peppers: readonly Buffer[]): string => peppers.map((each) => each.toString('base64')).join(',');

forEachPostgres('the replacement of a pepper', (server) => {
  let database: TestDatabase;
  const replicas: Replica[] = [];
  before(async () => {
    database = await server.createEmptyDatabase();
    await fillDatabase(database.url);
  });
  after(async () => {
    for (const replica of replicas) await replica.stop();
    await database.drop();
  });

  async function start(pepper: Buffer, ...others: readonly Buffer[]): Promise<Replica> {
    const replica = await startReplica({
      DATABASE_URL: await database.serverUrl(),
      SCOPEGATE_PEPPER: text(pepper),
      SCOPEGATE_OTHER_PEPPERS: text(...others),
    });
    replicas.push(replica);
    return replica;
  }
  const refusal = (pepper: Buffer, ...others: readonly Buffer[]): Promise<unknown> =>
    start(pepper, ...others).then(
      () => 'started',
      (error: unknown) => (isScopegateError(error) ? error.code : error),
    );
  async function createKey(pepper: Buffer): Promise<{ authorization: string; minRevision: number }> {
    const operator = makeOperator(database.url, pepper);
    const { authorization, revision } = await operator.createKey();
    await operator.close();
    return { authorization, minRevision: revision };
  }
  /** How old the state of a busy machine is does not matter here. */
  async function asked(replica: Replica, key: { authorization: string; minRevision: number }): Promise<string> {
    return (await replica.outcome({ ...SEND, ...key })).replace(', degraded', '');
  }

  it('goes replica by replica: keys of both peppers open everywhere, and no step is left out by mistake', async () => {
    const before = await start(OLD);
    const ofOld = await createKey(OLD);
    expect(await asked(before, ofOld)).to.equal('scope_held');
    expect(await refusal(NEXT)).to.equal('config');

    const knowsBoth = await start(OLD, NEXT);
    const makesNext = await start(NEXT, OLD);
    const ofNext = await createKey(NEXT);
    for (const replica of [knowsBoth, makesNext]) {
      expect(await asked(replica, ofOld)).to.equal('scope_held');
      expect(await asked(replica, ofNext)).to.equal('scope_held');
    }
    // Either would call the keys of the other unknown.
    expect(await refusal(OLD)).to.equal('config');
    expect(await refusal(NEXT)).to.equal('config');

    const [oldest] = await query(database.url, 'SELECT p.fingerprint FROM scopegate.pepper p ORDER BY p.claimed_at');
    await query(database.url, 'DELETE FROM scopegate.pepper p WHERE p.fingerprint = $1', [oldest?.['fingerprint']]);
    const after = await start(NEXT);
    expect(await asked(after, ofNext)).to.equal('scope_held');
    // A busy machine may be out of touch for a moment, and calls nothing unknown then.
    await eventually(async () => {
      expect(await asked(after, ofOld)).to.equal('unknown_credential');
    });
  }).timeout(60_000);

  it('that two replicas begin at once on an empty database is won by one of them', async () => {
    await query(database.url, 'DELETE FROM scopegate.pepper');
    const outcomes = await Promise.all([refusal(OLD), refusal(NEXT)]);
    expect(outcomes.sort()).to.deep.equal(['config', 'started']);
    expect(await query(database.url, 'SELECT p.fingerprint FROM scopegate.pepper p')).to.have.length(1);
  }).timeout(30_000);
});
