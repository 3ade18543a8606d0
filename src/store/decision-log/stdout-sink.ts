import { write } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DecisionSink } from '../ports/decision-sink.js';

const STDOUT = 1;
const RETRY_MS = 20;

/**
 * Standard output, one line a record. Written by a thread: `process.stdout` would stop everything while whoever reads a pipe
 * does not. A line is never torn unless the service ends meanwhile.
 */
export function makeStdoutSink(fileDescriptor = STDOUT): DecisionSink {
  return {
    name: 'stdout',
    async write(lines) {
      let rest = Buffer.from(`${lines.join('\n')}\n`);
      while (rest.length > 0) rest = rest.subarray(await writeSome(fileDescriptor, rest));
    },
    close: () => Promise.resolve(),
  };
}

/** A pipe that is full may say so instead of waiting. */
async function writeSome(fileDescriptor: number, bytes: Buffer): Promise<number> {
  for (;;) {
    const written = await new Promise<number | null>((resolve, reject) => {
      write(fileDescriptor, bytes, 0, bytes.length, null, (error, count) => {
        if (error === null) resolve(count);
        else if (error.code === 'EAGAIN') resolve(null);
        else reject(error);
      });
    });
    if (written !== null) return written;
    await sleep(RETRY_MS);
  }
}
