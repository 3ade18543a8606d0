import { createHash, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ScopegateError, messageOf } from '../../base/errors.js';
import type { Log } from '../../base/log.js';

/** Field in which a caller sends its token: HTTP header and gRPC metadata alike. */
export const CALLER_TOKEN_FIELD = 'x-scopegate-caller-token';

/** The secrets by which gateways show that they may ask. */
export interface CallerTokens {
  knows(token: string): boolean;
  close(): void;
}

const MIN_TOKEN_LENGTH = 32;
const REREAD_MS = 5_000;

/**
 * Reads a file with one token a line; empty lines and lines that begin with `#` do not count. It is read again every
 * few seconds, so that a token can be replaced: add the new one, change the gateways, remove the old one.
 *
 * @throws ScopegateError `config` when the first content cannot be used; what cannot be used later is logged, and the
 *   tokens before it keep counting
 */
export async function openCallerTokens(
  file: string,
  { log, rereadMs = REREAD_MS }: { log: Log; rereadMs?: number },
): Promise<CallerTokens> {
  let digests = await readDigests(file);
  let problem = '';
  const reread = async (): Promise<void> => {
    try {
      digests = await readDigests(file);
      problem = '';
    } catch (error) {
      if (messageOf(error) === problem) return;
      problem = messageOf(error);
      log.error({ problem }, 'the new caller tokens cannot be used; the old ones keep counting');
    }
  };
  const timer = setInterval(() => void reread(), rereadMs).unref();
  return {
    knows(token) {
      const digest = digestOf(token);
      // All of them are compared, whichever matches.
      let known = false;
      for (const candidate of digests) known = timingSafeEqual(candidate, digest) || known;
      return known;
    },
    close: () => {
      clearInterval(timer);
    },
  };
}

async function readDigests(file: string): Promise<readonly Buffer[]> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ScopegateError('config', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  const digests: Buffer[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const token = line.trim();
    if (token === '' || token.startsWith('#')) continue;
    if (token.length < MIN_TOKEN_LENGTH || !/^[!-~]+$/.test(token)) {
      throw new ScopegateError('config', `${file}, line ${String(index + 1)}: this is no caller token`, {
        hint: `A token is ${String(MIN_TOKEN_LENGTH)} or more visible ASCII characters without spaces: openssl rand -hex 32`,
      });
    }
    digests.push(digestOf(token));
  }
  if (digests.length > 0) return digests;
  throw new ScopegateError('config', `${file} holds no caller token`, {
    hint: 'Write one a line: openssl rand -hex 32',
  });
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
