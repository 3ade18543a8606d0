import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  existsSync,
  openSync,
  closeSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { makeFileSink } from '../../../src/store/decision-log/file-sink.js';
import { makeStdoutSink } from '../../../src/store/decision-log/stdout-sink.js';
import { testWith } from '../../support/prerequisites.js';
import { FULL_DEVICE } from '../../support/programs.js';
import { rejection } from '../../support/rejection.js';
import { makeTemporaryFolder } from '../../support/temporary.js';

describe('A file of the decision log', () => {
  let folder: ReturnType<typeof makeTemporaryFolder>;
  let path = '';
  beforeEach(() => {
    folder = makeTemporaryFolder();
    path = join(folder.path, 'logs', 'decisions.ndjson');
  });
  afterEach(() => folder.remove());
  const read = (file = path): string => readFileSync(file, 'utf8');

  it('is made with its folder, readable by its owner alone, and grows at its end', async () => {
    const sink = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    await sink.write(['{"a":1}', '{"a":2}']);
    await sink.write(['{"a":3}']);
    await sink.close();
    expect(read()).to.equal('{"a":1}\n{"a":2}\n{"a":3}\n');
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    const again = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    await again.write(['{"a":4}']);
    await again.close();
    expect(read()).to.equal('{"a":1}\n{"a":2}\n{"a":3}\n{"a":4}\n');
  });

  it('begins anew at its size, and of the old ones only so many stay', async () => {
    const sink = makeFileSink({ path, maxBytes: 20, maxFiles: 3 });
    for (let n = 1; n <= 5; n++) await sink.write([String(n).repeat(15)]);
    await sink.close();
    const kept = [path, `${path}.1`, `${path}.2`].map((file) => read(file).charAt(0));
    expect(kept).to.deep.equal(['5', '4', '3']);
    expect(existsSync(`${path}.3`)).to.equal(false);
  });

  it('may be the only one', async () => {
    const sink = makeFileSink({ path, maxBytes: 20, maxFiles: 1 });
    for (let n = 1; n <= 3; n++) await sink.write([String(n).repeat(15)]);
    await sink.close();
    expect([read().charAt(0), existsSync(`${path}.1`)]).to.deep.equal(['3', false]);
  });

  it('is made anew where somebody moved it away', async () => {
    const sink = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    await sink.write(['one']);
    renameSync(path, `${path}.moved`);
    await sink.write(['two']);
    await sink.close();
    expect([read(`${path}.moved`), read()]).to.deep.equal(['one\n', 'two\n']);
  });

  it('does not join a line that a crash has torn to the next', async () => {
    const first = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    await first.write(['one']);
    await first.close();
    appendFileSync(path, '{"torn":');
    const sink = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    await sink.write(['two']);
    await sink.close();
    expect(read()).to.equal('one\n{"torn":\ntwo\n');
  });

  it('says that it cannot be written, and is written once it can', async () => {
    const sink = makeFileSink({ path: join(folder.path, 'taken', 'decisions.ndjson'), maxBytes: 1000, maxFiles: 3 });
    writeFileSync(join(folder.path, 'taken'), '');
    expect(await rejection(sink.write(['one']))).to.have.property('code', 'EEXIST');
    renameSync(join(folder.path, 'taken'), join(folder.path, 'elsewhere'));
    await sink.write(['one']);
    await sink.close();
  });

  testWith(FULL_DEVICE, 'rejects while the disk is full', async (path) => {
    const sink = makeFileSink({ path, maxBytes: 1000, maxFiles: 3 });
    expect(await rejection(sink.write(['one']))).to.have.property('code', 'ENOSPC');
    expect(await rejection(sink.write(['one']))).to.have.property('code', 'ENOSPC');
    await sink.close();
  });
});

describe('Standard output as a decision log', () => {
  it('gets whole lines, and one that is not read stops nobody', async () => {
    const folder = makeTemporaryFolder();
    const pipe = join(folder.path, 'pipe');
    execFileSync('mkfifo', [pipe]);
    // Open for both, so that opening waits for nobody.
    const both = openSync(pipe, 'r+');
    try {
      let isWritten = false;
      const line = 'x'.repeat(1000);
      // More than a pipe holds.
      const writing = makeStdoutSink(both).write(Array<string>(200).fill(line));
      void writing.then(() => (isWritten = true));
      let turns = 0;
      for (const endsAt = Date.now() + 100; Date.now() < endsAt; turns++)
        await new Promise((resolve) => setTimeout(resolve, 1));
      expect(isWritten).to.equal(false);
      expect(turns).to.be.greaterThan(20);
      const text = execFileSync('head', ['-c', String(200 * 1001)], {
        stdio: [openSync(pipe, 'r'), 'pipe', 'inherit'],
        maxBuffer: 1e7,
      });
      await writing;
      expect(text.toString()).to.equal(`${line}\n`.repeat(200));
    } finally {
      closeSync(both);
      folder.remove();
    }
  });
});
