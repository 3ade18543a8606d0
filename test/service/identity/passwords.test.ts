import { expect } from 'chai';
import { makePasswords } from '../../../src/service/identity/passwords.js';
import { rejection } from '../../support/rejection.js';

describe('passwords', () => {
  const passwords = makePasswords({ maxRunning: 2, maxWaiting: 3 });

  it('are kept as Argon2id with a salt of their own', async () => {
    const [first, second] = [await passwords.hash('open sesame'), await passwords.hash('open sesame')];
    expect(first).to.match(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.to.equal(second);
    expect(await passwords.matches('open sesame', first)).to.equal(true);
    expect(await passwords.matches('Open sesame', first)).to.equal(false);
  });

  it('match nobody, whatever they are', async () => {
    for (const password of ['', 'x', 'open sesame']) {
      expect(await passwords.matches(password, null)).to.equal(false);
    }
  });

  it('are checked a few at a time, and refused when too many wait', async () => {
    const begun = Array.from({ length: 7 }, () => passwords.matches('x', null));
    const refused = await rejection(begun[5] ?? Promise.resolve());
    expect(refused).to.have.property('code', 'unavailable');
    expect(await rejection(begun[6] ?? Promise.resolve())).to.have.property('code', 'unavailable');
    expect(passwords.waiting).to.be.at.most(3);
    expect(await Promise.all(begun.slice(0, 5))).to.deep.equal([false, false, false, false, false]);
    expect(passwords.waiting).to.equal(0);
    expect(await passwords.matches('x', null)).to.equal(false);
  });

  it('let others go on when a stored hash is broken', async () => {
    expect(await rejection(passwords.matches('x', 'broken'))).to.be.instanceOf(Error);
    expect(await rejection(passwords.matches('x', 'broken'))).to.be.instanceOf(Error);
    expect(await rejection(passwords.matches('x', 'broken'))).to.be.instanceOf(Error);
    expect(await passwords.matches('x', null)).to.equal(false);
  });
});
