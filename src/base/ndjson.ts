import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ScopegateError, messageOf } from './errors.js';

export interface NdjsonLine {
  /** From 1. */
  readonly number: number;
  readonly value: unknown;
}

/**
 * The values of a file with one JSON text a line (NDJSON), read as they are needed; empty lines are left out.
 *
 * @throws ScopegateError `invalid_argument` that names the file, and the line that is not JSON
 */
export async function* readNdjson(file: string): AsyncGenerator<NdjsonLine> {
  const stream = createReadStream(file, 'utf8');
  // readline does not pass errors of its input on.
  const failed = new Promise<never>((_resolve, reject) => stream.once('error', reject));
  failed.catch(() => undefined);
  try {
    await Promise.race([once(stream, 'ready'), failed]);
  } catch (error) {
    throw new ScopegateError('invalid_argument', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  let number = 0;
  for await (const text of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    // Some editors begin a file with a byte order mark; `trim` takes it for white space.
    const json = text.trim();
    if (json !== '') yield { number, value: parseLine(json, `${file}, line ${String(number)}`) };
  }
}

function parseLine(text: string, place: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new ScopegateError('invalid_argument', `${place}: not JSON: ${messageOf(error)}`, {
      cause: error,
      hint: 'Write one JSON object a line.',
    });
  }
}
