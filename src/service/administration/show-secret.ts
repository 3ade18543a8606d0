import { ScopegateError } from '../../base/errors.js';
import type { Made, Settled } from '../../store/ports/managed-keys.js';

/** `secret` is shown this once; null where an earlier request made it. */
export type WithSecret<T> = Made<T> & { readonly secret: string | null };

/** Rejects where nobody can have seen the secret. */
export type ShowSecret<T> = (secret: string, made: { readonly value: T; readonly revision: number }) => Promise<void>;

/**
 * For a writer: what it calls when all is done but the commit. A commit that another transaction made impossible is tried
 * again as a rule; one whose secret has been shown is not, because what was shown says the revision.
 */
export function showing<T>(secret: string, show: ShowSecret<T> | undefined): { readonly settled?: Settled<T> } {
  if (show === undefined) return {};
  let isShown = false;
  return {
    async settled(made) {
      if (isShown) {
        throw new ScopegateError('unavailable', 'another transaction went first: what was shown is not valid', {
          hint: 'Do it again.',
        });
      }
      isShown = true;
      await show(secret, made);
    },
  };
}
