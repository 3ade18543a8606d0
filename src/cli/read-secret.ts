import { text } from 'node:stream/consumers';
import { ScopegateError } from '../base/errors.js';

/**
 * A secret from standard input, without the line end that `echo` adds. Never from an argument,
 * which other processes and the history of the shell see.
 *
 * @throws ScopegateError `invalid_argument` when there is nothing, or a terminal that would show what is typed
 */
export async function readSecret(what: string): Promise<string> {
  if (process.stdin.isTTY) {
    throw new ScopegateError('invalid_argument', `the ${what} is read from standard input, and that is a terminal`, {
      hint: `Let something pass it on: read -rs ${what.toUpperCase()}; printf %s "$${what.toUpperCase()}" | scopegate ...`,
    });
  }
  const secret = (await text(process.stdin)).replace(/\r?\n$/, '');
  if (secret !== '') return secret;
  throw new ScopegateError('invalid_argument', `there is no ${what} on standard input`);
}
