import { expect } from 'chai';
import { readTemplateCases } from '../../../engine/cases.js';
import type { TestDatabase } from '../../../support/postgres.js';
import { forEachPostgres } from '../../../support/postgres.js';
import { rejection } from '../../../support/rejection.js';
import type { Session } from '../../../support/session.js';
import { openSession } from '../../../support/session.js';

/** The same table holds src/engine/template.ts: what one of the two accepts or refuses, the other does too. */
forEachPostgres('path templates in SQL', (server) => {
  let database: TestDatabase;
  let session: Session;
  before(async () => {
    database = await server.createDatabase();
    session = await openSession(database.url);
  });
  after(async () => {
    await session.end();
    await database.drop();
  });

  const shapeOf = (template: string): Promise<unknown> =>
    session.value('SELECT scopegate.template_shape($1)', [template]);

  for (const { title, template, shape, problem, position } of readTemplateCases()) {
    if (shape === undefined) {
      it(`refuses ${title}`, async () => {
        const error = (await rejection(shapeOf(template))) as Error;
        // Half a character cannot be sent: what stands for it is refused alike.
        const sent = Buffer.from(template).toString();
        expect(error.message).to.equal(`template "${sent}": ${problem} at position ${position}`);
      });
    } else {
      it(`reads ${title}`, async () => {
        expect(await shapeOf(template)).to.equal(shape);
      });
    }
  }
});
