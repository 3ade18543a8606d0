import { ScopegateError } from '../../base/errors.js';
import type { ManagedUser } from '../../store/ports/managed-users.js';
import { hasControlCharacter } from '../identity/basic.js';
import type { Fault } from './input.js';

/** NIST SP 800-63B: length is what counts, and no rule about kinds of characters. */
const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 1024;
const MAX_LOGIN_LENGTH = 128;

/** RFC 7617, section 2: no colon in a user-id, no control character in either. `login` is in normal form C. */
export function checkLogin(login: string): Fault {
  const fits = login !== '' && login.length <= MAX_LOGIN_LENGTH && login === login.trim();
  if (fits && !/[:\p{Cs}\u2028\u2029]/u.test(login) && !hasControlCharacter(login)) return null;
  const violation = `must have 1 to ${String(MAX_LOGIN_LENGTH)} characters, no colon, no control character, no space at its ends`;
  return { property: 'login', violation };
}

/** `password` is in normal form C, as it is hashed (RFC 8265, section 4.2.2). The fault never repeats it. */
export function checkPassword(password: string): Fault {
  const length = Array.from(password).length;
  if (length >= MIN_PASSWORD_LENGTH && password.length <= MAX_PASSWORD_LENGTH && !hasControlCharacter(password))
    return null;
  const violation = `must have ${String(MIN_PASSWORD_LENGTH)} to ${String(MAX_PASSWORD_LENGTH)} characters, no control character`;
  return { property: 'password', violation };
}

/** @throws ScopegateError `conflict` */
export function rejectRemoved({ publicId, state }: ManagedUser): void {
  if (state !== 'revoked') return;
  throw new ScopegateError('conflict', `the user "${publicId}" was removed, and that is final`, {
    hint: 'Make another one, with another name.',
  });
}
