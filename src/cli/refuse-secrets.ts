import { ScopegateError } from '../base/errors.js';

/** What no command takes as an argument, by its form: an API key or session token of any prefix, a JWT, a URL with a password. */
const SECRETS: readonly (readonly [what: string, pattern: RegExp, instead: string])[] = [
  [
    'an API key or a session token',
    /\b[a-z][a-z0-9]{1,16}_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}\b/,
    'Set SCOPEGATE_KEY, or name a file: --key-file <file>, "-" for standard input. Elsewhere its public id is enough.',
  ],
  [
    'a token',
    /^(?:Bearer\s+)?eyJ[\w-]+\.[\w-]+\.[\w-]*$/,
    'Set SCOPEGATE_AUTHORIZATION, or name a file: --authorization-file <file>, "-" for standard input.',
  ],
  ['a password', /^[a-z][a-z0-9+.-]*:\/\/[^\s/?#@]*:[^\s/?#@]+@/i, 'Set DATABASE_URL in the environment instead.'],
];

/**
 * Every process of the machine can read the arguments of this one, and the shell keeps them in its history.
 *
 * @throws ScopegateError `invalid_argument` that names the argument by its number and never quotes it
 */
export function refuseSecrets(words: readonly string[]): void {
  for (const [index, word] of words.entries()) {
    const found = SECRETS.find(([, pattern]) => pattern.test(word));
    if (found === undefined) continue;
    const [what, , hint] = found;
    throw new ScopegateError(
      'invalid_argument',
      `argument ${String(index + 1)} holds ${what}, which other processes can read there: if any could, replace it`,
      { hint },
    );
  }
}
