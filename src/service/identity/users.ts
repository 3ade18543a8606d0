import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../base/clock.js';
import { noAnswer } from '../../base/errors.js';
import type { UserReader, UserRow } from '../../store/ports/users.js';
import { makeBatchLoader } from './batch-loader.js';
import { networkOf, wideNetworkOf } from './addresses.js';
import { holdCredential, isUsable } from './api-keys.js';
import type { Attempts } from './attempts.js';
import type { CheckRequest } from '../check-request.js';
import { parseBasic } from './basic.js';
import type { BasicCredentials } from './basic.js';
import type { CredentialCaches } from './credential-caches.js';
import type { Passwords } from './passwords.js';
import type { Waiter } from './fair-queue.js';
import { UNKNOWN, malformed } from './schemes.js';
import type { CredentialFault, Resolution, ResolveCredential } from './schemes.js';

export interface UsersDeps extends CredentialCaches {
  readonly reader: UserReader;
  readonly passwords: Passwords;
  readonly attempts: Attempts;
  readonly clock: Clock;
}

interface Guess {
  readonly login: string;
  readonly password: string;
  readonly source: string;
  /** HMAC of both under a key of this process; also as text. */
  readonly fingerprint: Buffer;
  readonly key: string;
  readonly turn: Waiter;
}

/** A guess that is being compared, for all who ask the same meanwhile. */
interface Comparing {
  readonly turn: Waiter;
  readonly outcome: Promise<Resolution>;
}

/** A guess that was wrong by everything up to this revision. */
interface WrongGuess {
  readonly revision: number;
}

interface ReadUser {
  readonly row: UserRow | null;
  readonly revision: number;
}

const WRONG_GUESSES = { max: 10_000, ttl: 5 * 60_000 };
const READS = { maxKeysPerRead: 1_000, maxReadsInFlight: 2, maxWaiting: 2_000 };
/** A user that changes while the password is checked is read and checked again, so many times. */
const MAX_ATTEMPTS = 5;
/** The database refuses longer ones; nobody is asked for them. */
const MAX_LOGIN_LENGTH = 128;
const MAX_PASSWORD_LENGTH = 1024;
const TOO_MANY: CredentialFault = { fault: 'unknown_credential', detail: 'too_many_attempts' };
/** Users share the cache with other kinds; no public id has a space. */
const cacheKey = (login: string): string => `user ${login}`;
/** By source, so that nobody learns from the time of an answer what others elsewhere have tried. */
const wrongKey = (key: string, source: string): string => `${key} ${source}`;

/**
 * The resolver of the `Basic` scheme. A password that was right is recognised from then on by its HMAC under a key of
 * this process, until the row of its user changes; so is a wrong one from the same source, until anything changes. Every
 * other one costs a slow hash, whether or not there is the user.
 */
export function makeBasicScheme(deps: UsersDeps): ResolveCredential {
  const users = new Users(deps);
  return (credentials, request) => {
    const parsed = parseBasic(credentials);
    if (typeof parsed === 'string') return malformed(parsed);
    const { login, password } = parsed;
    if (login.length > MAX_LOGIN_LENGTH || password.length > MAX_PASSWORD_LENGTH) return malformed('too_long');
    return users.find({ login, password }, request);
  };
}

class Users {
  private readonly deps: UsersDeps;
  private readonly fingerprintKey = randomBytes(32);
  private readonly underWay = new Map<string, Comparing>();
  private readonly wrong = new LRUCache<string, WrongGuess>(WRONG_GUESSES);
  private readonly loader;

  constructor(deps: UsersDeps) {
    this.deps = deps;
    this.loader = makeBatchLoader<ReadUser>({
      ...READS,
      async read(logins) {
        const { revision, users } = await deps.reader.findUsers(logins);
        const rows = new Map(users.map((row) => [row.publicId, row]));
        return new Map(logins.map((login) => [login, { row: rows.get(login) ?? null, revision }]));
      },
    });
  }

  find(
    { login, password }: BasicCredentials,
    { sourceIp: source, deadlineMs }: CheckRequest,
  ): Resolution | Promise<Resolution> {
    const { attempts, cache, invalidations } = this.deps;
    const fingerprint = createHmac('sha256', this.fingerprintKey).update(`${login}:${password}`).digest();
    const held = cache.get(cacheKey(login));
    const isKnown = held !== undefined && held.verified !== null && timingSafeEqual(held.verified, fingerprint);
    // Before anything is said about the password: a right one among too many wrong ones must not be told by its answer.
    if (attempts.isStopped(login, source)) return TOO_MANY;
    if (isKnown && held.credential !== null) {
      attempts.prove(login, source);
      return held.credential;
    }
    const key = fingerprint.toString('base64');
    const before = this.wrong.get(wrongKey(key, source));
    if (before !== undefined && !invalidations.isAnyStale(before.revision)) return UNKNOWN;
    const comparing = this.underWay.get(key);
    if (comparing === undefined) {
      const network = networkOf(source);
      const wide = wideNetworkOf(network);
      const turn = { group: wide === '' ? network : wide, isKnown: attempts.isProven(login, source), deadlineMs };
      return this.verifyOnce({ login, password, source, fingerprint, key, turn });
    }
    comparing.turn.deadlineMs = Math.max(comparing.turn.deadlineMs, deadlineMs);
    return comparing.outcome;
  }

  private verifyOnce(guess: Guess): Promise<Resolution> {
    const { attempts } = this.deps;
    const { login, source, key, turn } = guess;
    // Who asks the same again, as programs with an old password do, guesses nothing.
    const isRepeated = this.wrong.has(wrongKey(key, source));
    const takeBack = isRepeated ? (): void => undefined : attempts.begin(login, source);
    if (takeBack === null) return Promise.resolve(TOO_MANY);
    const started = this.verify(guess)
      .then((resolution) => {
        if ('fault' in resolution) return resolution;
        takeBack();
        attempts.prove(login, source);
        return resolution;
      })
      .catch((error: unknown) => {
        takeBack();
        throw error;
      })
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, { turn, outcome: started });
    return started;
  }

  private async verify({ login, password, source, fingerprint, key, turn }: Guess): Promise<Resolution> {
    const { cache, clock, invalidations, passwords, scopes } = this.deps;
    for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
      const { row, revision } = await this.loader.load(login);
      if (row === null ? invalidations.isAnyStale(revision) : invalidations.isStale(row.id, revision)) continue;
      const isMatch = await passwords.matches(password, row?.hash ?? null, turn);
      if (!isMatch || row === null) {
        this.wrong.set(wrongKey(key, source), { revision });
        return UNKNOWN;
      }
      // From here to the end nothing waits: what is judged fresh is stored before a change can be noted.
      if (invalidations.isStale(row.id, revision)) continue;
      const credential = holdCredential(row, scopes);
      const entry = { credential, digest: Buffer.alloc(0), verified: fingerprint };
      if (isUsable(row, clock())) cache.keepLive(cacheKey(login), entry);
      return credential;
    }
    throw noAnswer('the database lags behind the changes already seen');
  }
}
