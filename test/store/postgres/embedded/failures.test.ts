import { expect } from 'chai';
import { explainSystemError, failureOf } from '../../../../src/store/postgres/embedded/failures.js';

describe('what PostgreSQL says when it fails', () => {
  const cases = [
    { output: 'FATAL:  could not write lock file "postmaster.pid": No space left on device', hint: 'Make room' },
    { output: 'initdb: error: could not create directory: Disk quota exceeded', hint: 'Make room' },
    {
      output: 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use\nHINT:  Is another postmaster...',
      hint: 'End the program that listens there',
    },
    {
      output: 'initdb: error while loading shared libraries: libstdc++.so.6: cannot open shared object file',
      hint: 'glibc 2.28',
    },
    { output: 'spawn /somewhere/bin/initdb ENOENT', hint: 'glibc 2.28' },
    {
      output: 'initdb: error: could not look up effective user ID 1000740000: user does not exist',
      hint: '/etc/passwd',
    },
    {
      output: 'FATAL:  could not resize shared memory segment "/PostgreSQL.1" to 1048576 bytes: Invalid argument',
      hint: '--shm-size',
    },
    { output: 'FATAL:  data directory "/var/data" has invalid permissions', hint: 'the account that created it' },
    { output: 'initdb: error: could not create directory: Read-only file system', hint: 'that can be written' },
    { output: 'PANIC:  something new', hint: 'DATABASE_URL' },
  ];
  for (const { output, hint } of cases) {
    it(`is shown with a way out (${hint}): ${output.split('\n')[0] ?? ''}`, () => {
      const error = failureOf('to start', `${output}\n`);
      expect(error.code).to.equal('unavailable');
      expect(error.message).to.equal(`the embedded PostgreSQL failed to start\n  ${output.replaceAll('\n', '\n  ')}`);
      expect(error.hint).to.contain(hint);
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

  it('is bounded to its last lines', () => {
    const error = failureOf('to start', Array.from({ length: 100 }, (_, line) => `line ${line}`).join('\n'));
    expect(error.message.split('\n')).to.have.lengthOf(7);
    expect(error.message).to.match(/line 99$/);
  });
});
