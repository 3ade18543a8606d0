import { anyText } from './values.js';
import { optional, secret } from './variable.js';

/** Credentials that a command asks about; other processes see the arguments of a command, but not its environment. */
export const CALLER_VARIABLES = {
  askedKey: secret(optional('SCOPEGATE_KEY', anyText(), 'the API key that "scopegate check" asks about')),
  askedAuthorization: secret(
    optional(
      'SCOPEGATE_AUTHORIZATION',
      anyText(),
      'instead: the whole value of the Authorization header that "scopegate check" asks about',
    ),
  ),
} as const;
