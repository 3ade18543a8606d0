import { expect } from 'chai';
import { ScopegateError } from '../../../../src/base/errors.js';
import { makeIssuerSnapshot } from '../../../../src/service/identity/oauth/issuer-snapshot.js';
import type { CredentialRow } from '../../../../src/store/ports/credentials.js';
import type { IssuerRow, KeptOauth } from '../../../../src/store/ports/issuers.js';
import { rejection } from '../../../support/rejection.js';

const row = (publicId: string): CredentialRow => ({ publicId }) as CredentialRow;
const ISSUER = { id: 4, name: 'login' } as IssuerRow;
const KEPT: KeptOauth = {
  revision: 9,
  issuers: [ISSUER],
  clients: [
    { issuerId: 4, clientId: 'shop', row: row('shop') },
    { issuerId: 4, clientId: null, row: row('others') },
    { issuerId: 5, clientId: 'shop', row: row('shop of 5') },
  ],
  hasAllClients: true,
};

describe('OAuth issuers that were kept', () => {
  let state: 'up' | 'down' | 'broken';
  const answer = <T>(value: T): Promise<T> => {
    if (state === 'up') return Promise.resolve(value);
    return Promise.reject(new ScopegateError(state === 'down' ? 'unavailable' : 'internal', state));
  };
  const make = (kept: KeptOauth | null = KEPT) => {
    const issuers = makeIssuerSnapshot({
      readIssuers: () => answer({ revision: 20, issuers: [] }),
      findClients: (names) => answer({ revision: 20, clients: names.map(() => null) }),
    });
    if (kept !== null) issuers.restore(kept);
    return issuers;
  };
  const ask = (clientId: string, issuerId = 4) => [{ issuerId, clientId }];
  beforeEach(() => {
    state = 'down';
  });

  it('are those that there are, while the database is away, and there may be others', async () => {
    expect(await make().readIssuers()).to.deep.equal({ revision: 9, issuers: [ISSUER], mayLack: true });
  });

  it('have their clients: by name, or else the row of all others', async () => {
    const issuers = make();
    const read = await issuers.findClients([...ask('shop'), ...ask('new'), ...ask('shop', 5)]);
    expect(read).to.deep.equal({ revision: 9, clients: [row('shop'), row('others'), row('shop of 5')] });
  });

  it('say nothing about a client that was not kept', async () => {
    expect(await rejection(make().findClients(ask('new', 5)))).to.have.property('code', 'unavailable');
    const some = make({ ...KEPT, hasAllClients: false });
    expect(await rejection(some.findClients(ask('new')))).to.have.property('code', 'unavailable');
    expect((await some.findClients(ask('shop'))).clients).to.deep.equal([row('shop')]);
  });

  it('are forgotten with the first answer of the database', async () => {
    const issuers = make();
    state = 'up';
    expect((await issuers.findClients(ask('shop'))).clients).to.deep.equal([null]);
    state = 'down';
    expect(await rejection(issuers.readIssuers())).to.have.property('code', 'unavailable');
  });

  it('stand in for no answer alone, not for a failure, and not where nothing was kept', async () => {
    expect(await rejection(make(null).readIssuers())).to.have.property('code', 'unavailable');
    state = 'broken';
    expect(await rejection(make().readIssuers())).to.have.property('code', 'internal');
  });
});
