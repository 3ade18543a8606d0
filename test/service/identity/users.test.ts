import { expect } from 'chai';
import { makeScopeTable } from '../../../src/engine/index.js';
import { makeCredentialCache } from '../../../src/service/identity/credential-cache.js';
import { makeInvalidations } from '../../../src/service/identity/invalidations.js';
import { makeAttempts } from '../../../src/service/identity/attempts.js';
import type { CheckRequest } from '../../../src/service/check-request.js';
import type { Resolution } from '../../../src/service/identity/schemes.js';
import { makeBasicScheme } from '../../../src/service/identity/users.js';
import type { UserRow } from '../../../src/store/ports/users.js';

const LIMITS = { maxEntries: 100, maxBytes: 1_000_000, maxRefusedEntries: 10, refusedTtlMs: 1000 };

/** Users on rows in memory; a password matches when the hash is the password. */
function makeWorld() {
  const rows = new Map<string, UserRow>();
  const clock = () => 1000;
  const world = { revision: 1, reads: 0, hashes: 0, duringHash: () => undefined as unknown };
  const cache = makeCredentialCache(LIMITS, clock);
  const invalidations = makeInvalidations(100);
  const resolve = makeBasicScheme({
    cache,
    invalidations,
    scopes: makeScopeTable(),
    clock,
    reader: {
      findUsers(logins) {
        world.reads++;
        return Promise.resolve({ revision: world.revision, users: logins.flatMap((login) => rows.get(login) ?? []) });
      },
    },
    passwords: {
      waiting: 0,
      hash: (password) => Promise.resolve(password),
      async matches(password, hash) {
        world.hashes++;
        await new Promise((done) => setImmediate(done));
        world.duringHash();
        return password === hash;
      },
    },
    attempts: makeAttempts({ perUser: 6, perSource: 50, perNetwork: 100, windowMs: 1000, maxRemembered: 100 }, clock),
  });
  const set = (login: string, changes: Partial<UserRow> = {}): void => {
    const id = rows.get(login)?.id ?? rows.size + 1;
    rows.set(login, { ...ROW, id, publicId: login, ...changes });
  };
  /** A committed change of the row, as the feed brings it. */
  const change = (login: string, changes: Partial<UserRow>): void => {
    set(login, changes);
    world.revision++;
    const { id } = rows.get(login) ?? ROW;
    invalidations.note(id, world.revision);
    cache.forget(id);
  };
  const ask = (login: string, password: string, sourceIp = '192.0.2.1'): Resolution | Promise<Resolution> =>
    resolve(Buffer.from(`${login}:${password}`).toString('base64'), { sourceIp } as CheckRequest);
  const tell = async (login: string, password: string, sourceIp?: string): Promise<string> => {
    const resolution = await ask(login, password, sourceIp);
    return 'fault' in resolution ? resolution.detail || resolution.fault : resolution.row.name;
  };
  return { world, set, change, ask, tell };
}

const ROW: UserRow = {
  ...{ id: 1, publicId: '', kind: 'user', name: 'first', account: 'acme', enabled: true, revokedAtMs: null },
  ...{ createdAtMs: 0, notBeforeMs: null, expiresAtMs: null, allowedAddresses: [], scopes: [], hash: 'secret' },
};

describe('users by Basic', () => {
  it('pays the slow hash once', async () => {
    const { world, set, ask, tell } = makeWorld();
    set('zoe');
    expect(await tell('zoe', 'secret')).to.equal('first');
    expect(ask('zoe', 'secret')).not.to.be.instanceOf(Promise);
    expect([world.hashes, world.reads]).to.deep.equal([1, 1]);
  });

  it('pays it once for many who ask at the same time', async () => {
    const { world, set, tell } = makeWorld();
    set('zoe');
    const told = await Promise.all(Array.from({ length: 50 }, () => tell('zoe', 'secret')));
    expect(new Set(told)).to.deep.equal(new Set(['first']));
    expect(world.hashes).to.equal(1);
  });

  it('pays it again when the row has changed, and forgets the old password', async () => {
    const { world, set, change, tell } = makeWorld();
    set('zoe');
    await tell('zoe', 'secret');
    change('zoe', { hash: 'another', name: 'second' });
    expect(await tell('zoe', 'secret')).to.equal('unknown_credential');
    expect(await tell('zoe', 'another')).to.equal('second');
    expect(world.hashes).to.equal(3);
  });

  it('judges by the row as it is when the hash is done', async () => {
    const { world, set, change, tell } = makeWorld();
    set('zoe');
    let changed = false;
    world.duringHash = () => {
      if (!changed) change('zoe', { hash: 'another' });
      changed = true;
    };
    expect(await tell('zoe', 'secret')).to.equal('unknown_credential');
    expect(world.hashes).to.equal(2);
  });

  it('pays the same for a user that does not exist', async () => {
    const { world, tell } = makeWorld();
    expect(await tell('nobody', 'secret')).to.equal('unknown_credential');
    expect([world.hashes, world.reads]).to.deep.equal([1, 1]);
  });

  it('stops guessing, alike for users that do not exist', async () => {
    const { world, set, tell } = makeWorld();
    set('zoe');
    await tell('zoe', 'secret');
    for (const login of ['zoe', 'nobody']) {
      const told: string[] = [];
      for (let at = 0; at < 5; at++) told.push(await tell(login, `guess ${String(at)}`));
      expect(told).to.deep.equal([1, 2, 3, 4, 5].map((at) => (at <= 3 ? 'unknown_credential' : 'too_many_attempts')));
    }
    expect(world.hashes).to.equal(7);
  });

  it('does not tell a right password among too many wrong ones, also where it is known', async () => {
    const { set, tell } = makeWorld();
    set('zoe');
    await tell('zoe', 'secret', '192.0.2.1');
    for (const source of ['192.0.2.2', '192.0.2.3']) {
      for (let at = 0; at < 4; at++) await tell('zoe', `guess ${source} ${String(at)}`, source);
      expect(await tell('zoe', 'secret', source)).to.equal('too_many_attempts');
    }
    expect(await tell('zoe', 'secret', '192.0.2.4')).to.equal('too_many_attempts');
    // Who has proved himself goes on from there.
    expect(await tell('zoe', 'secret', '192.0.2.1')).to.equal('first');
  });

  it('takes the same wrong password again for no new guess, and pays for it once', async () => {
    const { world, set, change, tell } = makeWorld();
    set('zoe');
    for (let at = 0; at < 20; at++) expect(await tell('zoe', 'an old one')).to.equal('unknown_credential');
    expect(world.hashes).to.equal(1);
    expect(await tell('zoe', 'secret')).to.equal('first');
    change('zoe', { hash: 'an old one', name: 'second' });
    expect(await tell('zoe', 'an old one')).to.equal('second');
  });

  it('lets nobody learn by the time of an answer what others elsewhere have tried', async () => {
    const { world, set, tell } = makeWorld();
    set('zoe');
    await tell('zoe', 'an old one', '192.0.2.1');
    await tell('zoe', 'an old one', '192.0.2.2');
    expect(world.hashes).to.equal(2);
  });

  it('does not count right passwords', async () => {
    const { set, change, tell } = makeWorld();
    set('zoe');
    for (let at = 0; at < 10; at++) {
      change('zoe', { name: `name ${String(at)}` });
      expect(await tell('zoe', 'secret')).to.equal(`name ${String(at)}`);
    }
  });

  it('asks nobody about names and passwords that cannot be', async () => {
    const { world, tell } = makeWorld();
    expect(await tell('a'.repeat(129), 'x')).to.equal('too_long');
    expect(await tell('a', 'x'.repeat(1025))).to.equal('too_long');
    expect(world.reads).to.equal(0);
  });
});
