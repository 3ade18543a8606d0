import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { argumentsOf, isAlive, markOf, pidExists, pidOf } from '../../../../src/store/postgres/embedded/processes.js';
import { eventually } from '../../../support/query.js';

describe('the mark of a process', () => {
  it('is the same for all its life, and no other process has it', async () => {
    const child = spawn('/bin/sleep', ['30']);
    const mark = markOf(child.pid!)!;
    expect(mark).to.equal(markOf(child.pid!));
    expect(mark).to.not.equal(markOf(process.pid));
    expect([pidOf(mark), isAlive(mark)]).to.deep.equal([child.pid, true]);
    child.kill();
    await once(child, 'close');
    expect([markOf(child.pid!), isAlive(mark)]).to.deep.equal([undefined, false]);
  });

  it('is not that of another life with the same pid', () => {
    expect(isAlive(`${process.pid}-12345-other`)).to.equal(false);
  });

  for (const pid of [0, -1, 1.5, Number.NaN]) {
    it(`does not exist for ${pid}, which is no pid`, () => {
      expect(markOf(pid)).to.equal(undefined);
    });
  }

  it('ends when the process does, even if nobody waits for it', async () => {
    // The shell starts a child, and becomes a program that never asks how that child ended.
    const child = spawn('/bin/sh', ['-c', '/bin/sleep 0.05 & echo $!; exec /bin/sleep 30']);
    const [printed] = (await once(child.stdout, 'data')) as [Buffer];
    const zombie = Number(printed.toString());
    await eventually(() =>
      markOf(zombie) === undefined ? Promise.resolve() : Promise.reject(new Error('still alive')),
    );
    expect(pidExists(zombie)).to.equal(true);
    child.kill();
    await once(child, 'close');
  });

  it('comes with the arguments it was started with', () => {
    expect(argumentsOf(process.pid)).to.include(process.argv[1]);
    expect(argumentsOf(2 ** 22 - 1)).to.deep.equal([]);
  });
});
