import type { Written } from '../../store/ports/managed-keys.js';
import type { ManagedUser } from '../../store/ports/managed-users.js';
import { normalizePassword } from '../identity/basic.js';
import type { Actor } from './actor.js';
import type { UserMakingDeps } from './create-user.js';
import { requireMayHandOut } from './hand-out.js';
import { rejectFaults } from './input.js';
import { checkPassword, rejectRemoved } from './user-input.js';

export type SetPassword = (actor: Actor, login: string, password: string) => Promise<Written<ManagedUser>>;

/**
 * Also ends the sessions of the user. Whoever sets a password can be the user, and so must have all that the user has.
 * Rejects with `not_found`, `invalid_argument`, `permission_denied`, and `conflict` for a removed user.
 */
export function makeSetPassword({ store, passwords }: UserMakingDeps): SetPassword {
  return async (actor, login, password) => {
    const normal = normalizePassword(password);
    rejectFaults([checkPassword(normal)]);
    const hash = await passwords.hash(normal);
    return store.changeUser(login.normalize('NFC'), actor.record, {
      plan(before) {
        rejectRemoved(before);
        return { hash };
      },
      judge: (_before, after) => {
        requireMayHandOut(actor, after);
      },
    });
  };
}
