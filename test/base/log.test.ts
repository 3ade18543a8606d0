import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import { makeTemporaryFolder } from '../support/temporary.js';

const LOG = pathToFileURL(join(import.meta.dirname, '..', '..', 'src', 'base', 'log.ts')).href;
/** Logs more than may wait, and then says on standard output that it goes on. */
const PROGRAM = `
  import { makeLog } from '${LOG}';
  const log = makeLog('info');
  for (let n = 0; n < 3000; n++) log.error({ n, text: 'x'.repeat(1000) }, 'a line that nobody can write');
  setTimeout(() => process.stdout.write('goes on'), 50);`;

describe('A log that cannot be written', () => {
  it('does not end the process', async () => {
    const folder = makeTemporaryFolder();
    try {
      // Open for reading only: each write fails, as on a disk without room or a terminal that was closed.
      const path = join(folder.path, 'log');
      writeFileSync(path, '');
      const unwritable = openSync(path, 'r');
      const child = spawn(process.execPath, ['--import=tsx', '--input-type=module', '--eval', PROGRAM], {
        stdio: ['ignore', 'pipe', unwritable],
      });
      closeSync(unwritable);
      let printed = '';
      child.stdout?.on('data', (chunk: Buffer) => (printed += chunk.toString()));
      expect(await once(child, 'close')).to.deep.equal([0, null]);
      expect(printed).to.equal('goes on');
    } finally {
      folder.remove();
    }
  });
});
