import { expect } from 'chai';
import type { Log } from '../../../../src/base/log.js';
import { silentLog } from '../../../../src/base/log.js';
import { supervise } from '../../../../src/store/postgres/embedded/supervise.js';
import { eventually } from '../../../support/query.js';

const pace = { everyMs: 1, firstBackOffMs: 4, maxBackOffMs: 16, settledMs: 60_000 };

describe('looking after a server', () => {
  interface Line {
    readonly message: string;
    readonly backOffMs?: number;
  }
  let lines: Line[];
  let log: Log;
  let stop: () => Promise<void>;
  beforeEach(() => {
    lines = [];
    const add = (fields: object, message: string): void => void lines.push({ ...fields, message });
    log = { ...silentLog, info: add, warn: add, error: add };
  });
  afterEach(() => stop());
  const reach = (count: number): Promise<void> =>
    eventually(() => (lines.length >= count ? Promise.resolve() : Promise.reject(new Error('not yet'))));

  it('leaves a live one alone', async () => {
    let revived = 0;
    const target = { isAlive: () => true, revive: () => Promise.resolve(void (revived += 1)) };
    stop = supervise(target, { ...pace, log });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([revived, lines]).to.deep.equal([0, []]);
  });

  it('revives a dead one at once, and says so', async () => {
    const state = { alive: false };
    const target = { isAlive: () => state.alive, revive: () => Promise.resolve(void (state.alive = true)) };
    stop = supervise(target, { ...pace, log });
    await reach(2);
    expect(lines).to.deep.equal([
      { attempt: 1, backOffMs: 0, message: 'the embedded PostgreSQL died; restarting it' },
      { attempt: 1, message: 'the embedded PostgreSQL is back' },
    ]);
  });

  it('waits longer and longer, up to a bound, while that fails', async () => {
    stop = supervise({ isAlive: () => false, revive: () => Promise.reject(new Error('no')) }, { ...pace, log });
    await reach(10);
    const waits = lines.flatMap(({ backOffMs }) => (backOffMs === undefined ? [] : [backOffMs]));
    expect(waits.slice(0, 5)).to.deep.equal([0, 4, 8, 16, 16]);
    expect(lines[1]).to.deep.equal({
      attempt: 1,
      reason: 'no',
      message: 'the embedded PostgreSQL could not be restarted',
    });
  });

  it('also when each life is short', async () => {
    stop = supervise({ isAlive: () => false, revive: () => Promise.resolve() }, { ...pace, log });
    await reach(6);
    expect(lines.flatMap(({ backOffMs }) => backOffMs ?? []).slice(0, 3)).to.deep.equal([0, 4, 8]);
  });

  it('begins afresh after a long life', async () => {
    stop = supervise({ isAlive: () => false, revive: () => Promise.resolve() }, { ...pace, settledMs: -1, log });
    await reach(6);
    expect(lines.flatMap(({ backOffMs }) => backOffMs ?? []).slice(0, 3)).to.deep.equal([0, 0, 0]);
  });

  it('stops when told, and not before an attempt under way has ended', async () => {
    const state = { begun: false, ended: false };
    const revive = async (): Promise<void> => {
      state.begun = true;
      await new Promise((resolve) => setTimeout(resolve, 20));
      state.ended = true;
    };
    stop = supervise({ isAlive: () => false, revive }, { ...pace, log });
    await eventually(() => (state.begun ? Promise.resolve() : Promise.reject(new Error('not yet'))));
    await stop();
    expect(state.ended).to.equal(true);
    const count = lines.length;
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(lines).to.have.lengthOf(count);
  });
});
