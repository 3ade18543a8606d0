import { steadyClock, systemClock } from '../base/clock.js';
import { noAnswer } from '../base/errors.js';
import type { AppliedState } from '../service/decision/freshness/applied-state.js';
import { makeMissBudget } from '../service/identity/miss-budget.js';
import { makeApiKeys } from '../service/identity/api-keys.js';
import { makeAttempts } from '../service/identity/attempts.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import { makeSubjectResolver } from '../service/identity/subject-resolver.js';
import type { ResolveSubject } from '../service/identity/subject-resolver.js';
import { makePasswords } from '../service/identity/passwords.js';
import type { Pepper } from '../service/identity/pepper.js';
import type { ResolveCredential, Schemes } from '../service/identity/schemes.js';
import { makeSecretScheme } from '../service/identity/secret-scheme.js';
import { makeSessionKeys, sessionPrefix } from '../service/identity/sessions.js';
import { makeBasicScheme } from '../service/identity/users.js';
import type { LastUses } from '../service/recording/uses/last-uses.js';
import type { ApiKeyReader } from '../store/ports/credentials.js';
import { makeApiKeyReader } from '../store/postgres/api-key-reader.js';
import { makeNamedReader } from '../store/postgres/named-reader.js';
import { makeSessionReader } from '../store/postgres/session-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeUserReader } from '../store/postgres/user-reader.js';
import { makeOauth } from './oauth.js';
import type { OauthParts } from './oauth.js';

export interface IdentityParts extends OauthParts {
  readonly credentials: CredentialCaches;
  readonly pepper: Pepper;
  readonly lastUses: LastUses;
}

/** Two threads of the four that Node has for slow work, so that the rest of it goes on. */
const PASSWORDS = { maxRunning: 2, maxWaiting: 64 };
/** More than two threads can compare within a window: 100,000 of each kind, some 40 MB at the very most. */
const ATTEMPTS = { windowMs: 5 * 60_000, maxRemembered: 100_000 };

/** Who asks: by what they present, or by what a PEP that has recognised them says. */
export interface Identity {
  /** What an `Authorization` header may hold: one resolver per scheme. */
  readonly schemes: Schemes;
  readonly named: ResolveSubject;
}

export function makeIdentity(parts: IdentityParts): Identity {
  return { schemes: makeSchemes(parts), named: makeNamed(parts) };
}

/**
 * Credentials are read only while every change is followed. Before that nobody knows whether the pepper is that of the
 * database, and a key that was revoked since it was read would be let through.
 */
export function whileFollowing(pool: Pool, state: Pick<AppliedState, 'isFollowing'>): Pool {
  const reject = (): Promise<never> => Promise.reject(noAnswer('nothing is known of credentials yet'));
  return {
    query: (text, values) => (state.isFollowing ? pool.query(text, values) : reject()),
    transaction: (run) => (state.isFollowing ? pool.transaction(run) : reject()),
    snapshot: (run) => (state.isFollowing ? pool.snapshot(run) : reject()),
    close: () => pool.close(),
  };
}

function makeSchemes(parts: IdentityParts): Schemes {
  const { config, credentials, credentialReads: reads, pepper, observation } = parts;
  const misses = makeMissBudget(config.unknownLookupsPerSecond, steadyClock);
  const secrets = (reader: ApiKeyReader, cacheNamespace: string, prefix: string): ResolveCredential =>
    makeSecretScheme(
      makeApiKeys({ ...credentials, reader, cacheNamespace, pepper, clock: systemClock, misses }),
      prefix,
    );
  const oauth = makeOauth(parts);
  return new Map([
    ['app', secrets(observation.store(makeApiKeyReader(reads)), '', config.keyPrefix)],
    ['ibsso', secrets(sessionKeys(parts), 'session ', sessionPrefix(config.keyPrefix))],
    [
      'basic',
      makeBasicScheme({
        ...credentials,
        reader: observation.store(makeUserReader(reads)),
        passwords: makePasswords(PASSWORDS),
        attempts: makeAttempts(
          {
            ...ATTEMPTS,
            perUser: config.passwordAttemptsPerUser,
            perSource: config.passwordAttemptsPerSource,
            perNetwork: config.passwordAttemptsPerNetwork,
          },
          systemClock,
        ),
        clock: systemClock,
      }),
    ],
    ['bearer', oauth.bearer],
    ['dpop', oauth.dpop],
  ]);
}

function sessionKeys({ config, credentialReads: reads, lastUses, observation }: IdentityParts): ApiKeyReader {
  return makeSessionKeys({
    reader: observation.store(makeSessionReader(reads)),
    lastUsedAtMs: (credentialId) => lastUses.lastUsedAtMs(credentialId),
    slackMs: config.useFlushIntervalMs,
  });
}

/** Who is named, as a PEP does over AuthZEN, is held apart from who is presented: a name proves nothing. */
function makeNamed({ config, credentials, credentialReads, observation }: IdentityParts): ResolveSubject {
  const reader = observation.store(makeNamedReader(credentialReads));
  return makeSubjectResolver({ ...credentials, reader, clock: systemClock, maxEntries: config.credentialCacheEntries });
}
