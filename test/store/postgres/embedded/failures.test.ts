import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { explainSystemError, failureOf, readTail } from '../../../../src/store/postgres/embedded/failures.js';
import { makeTemporaryFolder } from '../../../support/temporary.js';

describe('what PostgreSQL says when it fails', () => {
  const cases = [
    {
      output: 'FATAL:  could not write lock file "postmaster.pid": No space left on device',
      problem: 'the disk is full',
    },
    {
      output: 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster...',
      problem: 'its port is in use',
    },
    {
      output: 'initdb: error while loading shared libraries: libstdc++.so.6: cannot open shared object file',
      problem: 'a system library is missing or too old',
    },
    {
      output: 'initdb: error: could not look up effective user ID 1000740000: user does not exist',
      problem: 'the account it runs as is not in /etc/passwd',
    },
    {
      output: 'FATAL:  could not resize shared memory segment "/PostgreSQL.1" to 1048576 bytes: Invalid argument',
      problem: 'the system gives it no shared memory',
    },
    {
      output: 'FATAL:  data directory "/var/data" has invalid permissions',
      problem: 'it may not use its data folder',
    },
    {
      output: 'initdb: error: could not create directory: Read-only file system',
      problem: 'the file system is read-only',
    },
  ];
  for (const { output, problem } of cases) {
    it(`is explained: ${problem}`, () => {
      const error = failureOf('to start', output);
      expect(error.code).to.equal('unavailable');
      expect(error.message).to.contain(`failed to start: ${problem}`).and.contain(output.split('\n')[0]);
      expect(error.hint).to.be.a('string');
    });
  }

  it('is explained when the system refuses us ourselves', () => {
    const cause = Object.assign(new Error('ENOSPC: no space left on device, write'), {
      code: 'ENOSPC',
      syscall: 'write',
    });
    const error = explainSystemError(cause);
    expect(error).to.include({ code: 'unavailable', cause });
    expect(error).to.have.property('hint').that.contains('Make room');
  });

  it('is left alone when it is a defect of ours', () => {
    const defect = new TypeError('undefined is not a function');
    expect(explainSystemError(defect)).to.equal(defect);
  });

  it('is shown as it is when it is not known', () => {
    const error = failureOf('to start', 'PANIC:  something new\n');
    expect(error.message).to.equal('the embedded PostgreSQL failed to start\n  PANIC:  something new');
  });

  it('is only what this attempt appended, and bounded', () => {
    const folder = makeTemporaryFolder();
    const file = join(folder.path, 'log');
    writeFileSync(file, `old\nnew ${'x'.repeat(20_000)} end`);
    expect(readTail(file, 4))
      .to.have.lengthOf(16_384)
      .and.match(/^x+ end$/);
    writeFileSync(file, 'old\nnew');
    expect(readTail(file, 4)).to.equal('new');
    expect(readTail(file, 99)).to.equal('');
    folder.remove();
  });
});
