import { ScopegateError } from '../../base/errors.js';
import type { Written } from '../../store/ports/keys.js';
import type { ManagedUser, NewUser, UserStore } from '../../store/ports/users.js';
import { compileAddressRule } from '../credentials/addresses.js';
import { hasControlCharacter, normalizePassword } from '../credentials/basic.js';
import type { Passwords } from '../credentials/passwords.js';

export interface CreateUserRequest extends Omit<NewUser, 'hash'> {
  readonly password: string;
}

export interface ManageUsers {
  /** Rejects with `invalid_argument` for bad input; `conflict` for a taken name, an unknown scope or role. */
  create(request: CreateUserRequest): Promise<Written<ManagedUser>>;
  /** Ends the sessions of the user. Rejects with `not_found`, and `invalid_argument` for a bad password. */
  setPassword(login: string, password: string): Promise<Written<ManagedUser>>;
}

export interface ManageUsersDeps {
  readonly store: Pick<UserStore, 'createUser' | 'setPassword'>;
  readonly passwords: Passwords;
}

/** NIST SP 800-63B: length is what counts, and no rule about kinds of characters. */
const MIN_PASSWORD_LENGTH = 12;
const MAX_PASSWORD_LENGTH = 1024;
const MAX_LOGIN_LENGTH = 128;

/** Users of the command line and the API; passwords are hashed before the database is asked. */
export function makeManageUsers({ store, passwords }: ManageUsersDeps): ManageUsers {
  return {
    async create({ password, ...user }) {
      const login = user.login.normalize('NFC');
      refuseBadLogin(login);
      compileAddressRule(user.allowedAddresses);
      const hash = await passwords.hash(acceptablePassword(password));
      return store.createUser({ ...user, login, hash });
    },
    async setPassword(login, password) {
      return store.setPassword(login.normalize('NFC'), await passwords.hash(acceptablePassword(password)));
    },
  };
}

/** RFC 7617, section 2: no colon in a user-id, no control character in either. */
export function refuseBadLogin(login: string): void {
  const fits = login !== '' && login.length <= MAX_LOGIN_LENGTH && login === login.trim();
  if (fits && !login.includes(':') && !hasControlCharacter(login)) return;
  throw new ScopegateError('invalid_argument', 'this cannot be the name of a user', {
    hint: `1 to ${String(MAX_LOGIN_LENGTH)} characters, no colon, no control character, no space at its ends.`,
  });
}

/**
 * The password in normal form C, as it is hashed (RFC 8265, section 4.2.2).
 *
 * @throws ScopegateError `invalid_argument` for fewer than 12 or more than 1,024 characters, or control characters
 */
export function acceptablePassword(password: string): string {
  const normal = normalizePassword(password);
  const length = Array.from(normal).length;
  if (length >= MIN_PASSWORD_LENGTH && normal.length <= MAX_PASSWORD_LENGTH && !hasControlCharacter(normal)) {
    return normal;
  }
  throw new ScopegateError('invalid_argument', 'this cannot be a password', {
    hint: `${String(MIN_PASSWORD_LENGTH)} to ${String(MAX_PASSWORD_LENGTH)} characters, no control character.`,
  });
}
