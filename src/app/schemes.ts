import { steadyClock, systemClock } from '../base/clock.js';
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
import { makeUserReader } from '../store/postgres/user-reader.js';
import { makeOauth } from './oauth.js';
import type { OauthParts } from './oauth.js';

export interface SchemeParts extends OauthParts {
  readonly pepper: Pepper;
  readonly lastUses: LastUses;
}

/** Two threads of the four that Node has for slow work, so that the rest of it goes on. */
const PASSWORDS = { maxRunning: 2, maxWaiting: 64 };
/** More than two threads can compare within a window: 100,000 of each kind, some 40 MB at the very most. */
const ATTEMPTS = { windowMs: 5 * 60_000, maxRemembered: 100_000 };

/** What an `Authorization` header may hold: one resolver per scheme. */
export function makeSchemes(held: CredentialCaches, parts: SchemeParts): Schemes {
  const { config, reads, pepper, observation } = parts;
  const misses = makeMissBudget(config.unknownLookupsPerSecond, steadyClock);
  const secrets = (reader: ApiKeyReader, cacheNamespace: string, prefix: string): ResolveCredential =>
    makeSecretScheme(makeApiKeys({ ...held, reader, cacheNamespace, pepper, clock: systemClock, misses }), prefix);
  const oauth = makeOauth(held, parts);
  return new Map([
    ['app', secrets(observation.store(makeApiKeyReader(reads)), '', config.keyPrefix)],
    ['ibsso', secrets(sessionKeys(parts), 'session ', sessionPrefix(config.keyPrefix))],
    [
      'basic',
      makeBasicScheme({
        ...held,
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

function sessionKeys({ config, reads, lastUses, observation }: SchemeParts): ApiKeyReader {
  return makeSessionKeys({
    reader: observation.store(makeSessionReader(reads)),
    lastUsedAtMs: (credentialId) => lastUses.lastUsedAtMs(credentialId),
    slackMs: config.useFlushIntervalMs,
  });
}

/** Who is named, as a PEP does over AuthZEN, is held apart from who is presented: a name proves nothing. */
export function makeNamed(
  held: CredentialCaches,
  { config, reads, observation }: Pick<SchemeParts, 'config' | 'reads' | 'observation'>,
): ResolveSubject {
  const reader = observation.store(makeNamedReader(reads));
  return makeSubjectResolver({ ...held, reader, clock: systemClock, maxEntries: config.credentialCacheEntries });
}
