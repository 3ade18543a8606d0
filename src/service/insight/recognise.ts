import type { CachedCredential } from '../identity/credential-cache.js';
import { makeDecide } from '../decision/check.js';
import type { CheckDeps, Decide } from '../decision/check.js';
import { makeAuthenticate } from '../identity/authenticate.js';
import type { AssertedSubject } from '../check-request.js';
import type { SubjectRequest } from './searches.js';

/** Decides for one credential, whoever the request says it is of. */
export interface Recognised {
  readonly credential: CachedCredential;
  readonly decide: Decide;
}

/** Recognises the credential of a request once, for many decisions; null where there is none, or not a good one. */
export type Recognise = (request: SubjectRequest) => Promise<Recognised | null>;

const ANY = { kinds: [], publicId: '' };

export function makeRecognise(deps: CheckDeps): Recognise {
  const resolve = makeAuthenticate(deps);
  return async (request) => {
    const credential = await resolve(request);
    if (credential === 'none' || 'fault' in credential || !fits(credential, request.expected)) return null;
    const decide = makeDecide({ ...deps, named: () => credential });
    return { credential, decide: (asked, view) => decide({ ...asked, named: ANY }, view) };
  };
}

function fits({ row }: CachedCredential, { kinds, publicId }: AssertedSubject): boolean {
  return kinds.includes(row.kind) && (publicId === '' || publicId === row.publicId);
}
