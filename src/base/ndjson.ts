import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { ScopegateError, messageOf } from './errors.js';
import { parseStrictJson } from './strict-json.js';

const LINE_BOUNDS = { maxBytes: 16 * 1024 * 1024, maxDepth: 64, halfCharacters: 'allow' } as const;

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
  for await (const { number, text } of readLines(file)) {
    yield { number, value: parseLine(text, `${file}, line ${String(number)}`) };
  }
}

/**
 * The same, of a file that may have been torn by a crash or have other lines among them: what is no JSON is null.
 *
 * @throws ScopegateError `invalid_argument` for a file that cannot be read
 */
export async function* readJsonLines(file: string): AsyncGenerator {
  for await (const { text } of readLines(file)) {
    try {
      yield parseStrictJson(text, LINE_BOUNDS);
    } catch {
      yield null;
    }
  }
}

interface TextLine {
  readonly number: number;
  readonly text: string;
}

async function* readLines(file: string): AsyncGenerator<TextLine> {
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
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) {
    number += 1;
    // Some editors begin a file with a byte order mark; `trim` takes it for white space.
    const text = line.trim();
    if (text !== '') yield { number, text };
  }
}

function parseLine(text: string, place: string): unknown {
  try {
    return parseStrictJson(text, LINE_BOUNDS);
  } catch (error) {
    throw new ScopegateError('invalid_argument', `${place}: not JSON: ${messageOf(error)}`, {
      cause: error,
      hint: 'Write one JSON object a line.',
    });
  }
}
