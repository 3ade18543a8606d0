import { expect } from 'chai';
import { makeClosers } from '../../src/base/closers.js';
import { silentLog } from '../../src/base/log.js';
import type { Log } from '../../src/base/log.js';

describe('Closers', () => {
  let logged: object[];
  let closed: string[];
  const log: Log = {
    ...silentLog,
    error: (fields) => {
      logged.push(fields);
    },
  };
  const closing = (name: string) => () => {
    closed.push(name);
  };
  beforeEach(() => {
    logged = [];
    closed = [];
  });

  it('close last in, first out', async () => {
    const closers = makeClosers(log);
    for (const name of ['database', 'servers']) closers.push(name, closing(name));
    expect(await closers.closeAll(1000)).to.deep.equal([]);
    expect(closed).to.deep.equal(['servers', 'database']);
  });

  it('close what is nested in its place, also what came there last', async () => {
    const closers = makeClosers(log);
    closers.push('database', closing('database'));
    const followers = closers.nest();
    closers.push('servers', closing('servers'));
    followers.push('first follower', closing('first follower'));
    followers.push('second follower', () => Promise.reject(new Error('stuck')));
    expect(await closers.closeAll(1000)).to.deep.equal([{ name: 'second follower', problem: 'stuck' }]);
    expect(closed).to.deep.equal(['servers', 'first follower', 'database']);
  });

  it('log why one failed, answer with it, and go on with the others', async () => {
    const closers = makeClosers(log);
    closers.push('database', closing('database'));
    closers.push('decision log', () => Promise.reject(new Error('no space left on device')));
    closers.push('traces', () => {
      throw new Error('socket hang up');
    });
    expect(await closers.closeAll(1000)).to.deep.equal([
      { name: 'traces', problem: 'socket hang up' },
      { name: 'decision log', problem: 'no space left on device' },
    ]);
    expect(logged).to.deep.equal([
      { closing: 'traces', problem: 'socket hang up' },
      { closing: 'decision log', problem: 'no space left on device' },
    ]);
    expect(closed).to.deep.equal(['database']);
  });

  it('log one that is late, and go on', async () => {
    const closers = makeClosers(log);
    closers.push('database', closing('database'));
    closers.push('calls', () => new Promise(() => undefined));
    const failures = await closers.closeAll(60);
    expect(failures.map(({ name }) => name)).to.deep.equal(['calls']);
    expect(failures[0]?.problem).to.match(/^not closed after \d+ ms$/);
    expect(closed).to.deep.equal(['database']);
  });

  it('close at once only what would live on, while the rest is still closing', async () => {
    const closers = makeClosers(log);
    closers.pushLasting('embedded PostgreSQL', closing('embedded PostgreSQL'));
    let endCalls: () => void = () => undefined;
    closers.push('calls', () => new Promise<void>((resolve) => (endCalls = resolve)));
    const all = closers.closeAll(60_000);
    expect(await closers.closeAtOnce(1000)).to.deep.equal([]);
    expect(closed).to.deep.equal(['embedded PostgreSQL']);
    endCalls();
    await all;
  });
});
