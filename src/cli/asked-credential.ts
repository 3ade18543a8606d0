import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { readAskedCredential } from '../config.js';
import { ScopegateError, messageOf } from '../base/errors.js';
import { readSecret } from './read-secret.js';

export interface CredentialOptions {
  readonly keyFile?: string;
  readonly authorizationFile?: string;
  readonly anonymous?: true;
}

/** A credential is never an argument: every process of the machine can read those in the list of processes. */
export function addCredentialOptions(command: Command): Command {
  return command
    .option('--key-file <file>', 'file with the API key; "-": standard input; absent: the variable SCOPEGATE_KEY')
    .option(
      '--authorization-file <file>',
      'instead: file with the whole value of the Authorization header; "-": standard input; absent: SCOPEGATE_AUTHORIZATION',
    )
    .option('--anonymous', 'ask without a credential, also where a variable holds one');
}

/**
 * The Authorization header to ask about; empty for none.
 *
 * @throws ScopegateError `invalid_argument` for two credentials, and for a file that cannot be read or is empty
 */
export async function readAuthorization(options: CredentialOptions): Promise<string> {
  const { keyFile, authorizationFile, anonymous } = options;
  const named = [keyFile, authorizationFile, anonymous].filter((one) => one !== undefined);
  if (named.length > 1) {
    throw new ScopegateError('invalid_argument', 'only one of --key-file, --authorization-file and --anonymous');
  }
  if (anonymous === true) return '';
  if (keyFile !== undefined) return `App ${await readFrom(keyFile, 'key')}`;
  if (authorizationFile !== undefined) return readFrom(authorizationFile, 'authorization');
  const { key, authorization } = readAskedCredential();
  if (key !== null && authorization !== null) {
    throw new ScopegateError('invalid_argument', 'both SCOPEGATE_KEY and SCOPEGATE_AUTHORIZATION are set', {
      hint: 'Unset one, or name a file.',
    });
  }
  return key === null ? (authorization ?? '') : `App ${key}`;
}

async function readFrom(file: string, what: string): Promise<string> {
  if (file === '-') return readSecret(what);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new ScopegateError('invalid_argument', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
  const secret = text.trim();
  if (secret === '' || secret.includes('\n')) {
    throw new ScopegateError('invalid_argument', `${file} does not hold one line with the ${what}`);
  }
  return secret;
}
