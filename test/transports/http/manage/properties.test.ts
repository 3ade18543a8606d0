import fc from 'fast-check';
import { readDocumented } from '../../../support/documented.js';
import type { Documented } from '../../../support/documented.js';
import { fromSchema, pathText, queryFrom } from '../../../support/from-schema.js';
import { makeMaker } from '../../../support/maker.js';
import { startManageWorld } from '../../../support/manage-world.js';
import type { ManageWorld } from '../../../support/manage-world.js';
import { observe } from '../../../support/observed.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { propertyTest } from '../../../support/properties.js';
import type { TestDatabase } from '../../../support/postgres.js';

/** Would end the sign-ins of this address for a minute, and say nothing more. */
const FEWER: Readonly<Record<string, number>> = { signIn: 4 };

forEachPostgres('Requests made from the schemas of the Management API', (server) => {
  let database: TestDatabase;
  let world: ManageWorld;
  let operations: readonly Documented[];
  /** Ids of what there is, of every kind. */
  let ids: readonly string[];
  before(async () => {
    database = await server.createDatabase();
    world = await startManageWorld(database);
    operations = await readDocumented(world);
    const maker = makeMaker(observe(world, operations));
    const keyIds = [await maker.key(), await maker.key('disable'), await maker.endpoint()];
    const people = [await maker.user(), await maker.user('remove'), await maker.role('held'), await maker.session()];
    ids = [...keyIds, ...people, await maker.issuer('with a client'), await maker.client()];
  });
  after(async () => {
    await world.stop();
    await database.drop();
  });

  const title = 'are all answered as the document says, and none with 500';
  propertyTest(title, { usual: 12, long: 60 }, async ({ numRuns, seed }) => {
    for (const operation of operations) {
      const { id, method, template, query, body, faultOf } = operation;
      const request = fc.record({
        segment: fc.oneof(fc.constantFrom(...ids), pathText),
        search: queryFrom(query),
        sent: body === null ? fc.constant(undefined) : fromSchema(body),
        headers: fc.record(
          { 'if-match': fc.constantFrom('*', '"old"'), 'idempotency-key': fc.constantFrom('a', 'b') },
          { requiredKeys: [] },
        ),
      });
      const property = fc.asyncProperty(request, async ({ segment, search, sent, headers }) => {
        const path = template.replaceAll(/\{[^}]+\}/g, encodeURIComponent(segment));
        const reply = await world.call(method, `${path}?${search}`, { body: sent, headers });
        // The client makes another path of these before it sends anything.
        const isElsewhere = template.includes('{') && ['', '.', '..'].includes(segment);
        const fault = isElsewhere ? null : faultOf(reply.status, reply.body);
        if (reply.status >= 500 || fault !== null) throw new Error(`${String(reply.status)} ${String(fault)}`);
      });
      await fc.assert(property, { seed, numRuns: Math.min(numRuns, FEWER[id] ?? numRuns) });
    }
  });
});
