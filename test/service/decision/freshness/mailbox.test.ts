import { expect } from 'chai';
import { makeMailbox } from '../../../../src/service/decision/freshness/mailbox.js';

describe('The mailbox of a slow reader', () => {
  it('gives out "ready" first, then all that came meanwhile as one', () => {
    const mailbox = makeMailbox(10);
    mailbox.put({ kind: 'ready', revision: 3 });
    mailbox.put({ kind: 'invalidated', revision: 4, inputs: ['api:1', 'credential:1'] });
    mailbox.put({ kind: 'invalidated', revision: 5, inputs: ['api:1'] });
    expect(mailbox.take()).to.deep.equal({ kind: 'ready', revision: 3 });
    expect(mailbox.take()).to.deep.equal({ kind: 'invalidated', revision: 5, inputs: ['api:1', 'credential:1'] });
    expect(mailbox.take()).to.equal(null);
  });

  it('becomes "everything" when it would hold too much, and begins anew when that was taken', () => {
    const mailbox = makeMailbox(2);
    mailbox.put({ kind: 'invalidated', revision: 4, inputs: ['api:1', 'api:2', 'api:3'] });
    mailbox.put({ kind: 'invalidated', revision: 5, inputs: ['api:4'] });
    expect(mailbox.take()).to.deep.equal({ kind: 'everything', revision: 5 });
    mailbox.put({ kind: 'invalidated', revision: 6, inputs: ['api:5'] });
    expect(mailbox.take()).to.deep.equal({ kind: 'invalidated', revision: 6, inputs: ['api:5'] });
  });

  it('lets "everything" swallow what was waiting', () => {
    const mailbox = makeMailbox(10);
    mailbox.put({ kind: 'invalidated', revision: 4, inputs: ['api:1'] });
    mailbox.put({ kind: 'everything', revision: 6 });
    expect([mailbox.take(), mailbox.take()]).to.deep.equal([{ kind: 'everything', revision: 6 }, null]);
  });
});
