import { steadyClock, systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { CredentialCaches } from '../service/identity/credential-caches.js';
import { makeMissBudget } from '../service/identity/miss-budget.js';
import { makeTokenSchemes } from '../service/identity/oauth/bearer.js';
import type { FetchJson } from '../service/identity/oauth/fetch-json.js';
import { makeFetchJson } from '../service/identity/oauth/fetch-json.js';
import { makeIntrospect } from '../service/identity/oauth/introspect.js';
import { makeKeySet } from '../service/identity/oauth/key-set.js';
import type { KeySet } from '../service/identity/oauth/key-set.js';
import { makeOutbound } from '../service/identity/oauth/outbound.js';
import { findSecretsProblems, makeReadOauthSecret } from '../store/oauth-secrets-file.js';
import type { ResolveCredential } from '../service/identity/schemes.js';
import type { IssuerReader, IssuerRow } from '../store/ports/issuers.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Observation } from './observers.js';

export interface OauthParts {
  readonly config: Config;
  /** See `whileFollowing`. */
  readonly credentialReads: Pool;
  readonly credentials: CredentialCaches;
  readonly issuers: IssuerReader;
  readonly observation: Observation;
  readonly closers: Closers;
  readonly log: Log;
}

const REPORT_EVERY_MS = 10_000;
const MAX_INTROSPECTION_BYTES = 64 * 1024;
/** A hundred keys, each with a chain of certificates. */
const MAX_KEY_SET_BYTES = 512 * 1024;

/** Access tokens of the issuers that the database lists. */
export function makeOauth(parts: OauthParts): Readonly<Record<'bearer' | 'dpop', ResolveCredential>> {
  const { config, credentials, issuers, closers } = parts;
  const open = new Set<KeySet>();
  const fetchJson = makeFetchJson({ outbound: makeOutbound(config.oauthInternalTargets) });
  void reportSecrets(parts);
  const reportFailure = makeFailureReport(parts.log);
  closers.push('keys of OAuth issuers', () => {
    for (const keySet of open) keySet.close();
  });
  return makeTokenSchemes({
    ...credentials,
    reader: issuers,
    openKeySet(issuer, uri) {
      const keySet = openKeySet({ issuer, uri, fetchJson }, parts);
      open.add(keySet);
      return keySet;
    },
    introspect: makeIntrospect({
      // RFC 7662, section 2.1
      async post(uri, form, authorization) {
        const limits = { timeoutMs: config.issuerTimeoutMs, maxBytes: MAX_INTROSPECTION_BYTES };
        try {
          return await fetchJson(uri, limits, { form, authorization });
        } catch (error) {
          reportFailure(error);
          throw error;
        }
      },
      readSecret: makeReadOauthSecret(config.oauthSecretsFile),
      misses: makeMissBudget(config.unknownLookupsPerSecond, steadyClock),
      clock: systemClock,
    }),
    introspectionMs: config.introspectionMs,
    clock: systemClock,
    maxTokens: config.tokenCacheEntries,
  });
}

/** At the start, so that nobody finds out by the first token. The rest of the service goes on. */
async function reportSecrets({ config, log }: OauthParts): Promise<void> {
  for (const { message, hint } of await findSecretsProblems(config.oauthSecretsFile)) {
    log.error({ problem: message, hint }, 'a secret for introspection cannot be used');
  }
}

/** Every failed question would fill the log in an outage. */
function makeFailureReport(log: Log): (error: unknown) => void {
  let reportedAtMs = -Infinity;
  return (error) => {
    if (steadyClock() - reportedAtMs < REPORT_EVERY_MS) return;
    reportedAtMs = steadyClock();
    log.warn({ problem: reasonsOf(error) }, 'an OAuth issuer could not be asked about an opaque token');
  };
}

/** What happened, with what was behind it: a caller is told the first only. */
function reasonsOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause === undefined ? messageOf(error) : `${messageOf(error)}: ${reasonsOf(cause)}`;
}

interface KeyPlace {
  readonly issuer: IssuerRow;
  readonly uri: string;
  readonly fetchJson: FetchJson;
}

function openKeySet({ issuer, uri, fetchJson }: KeyPlace, { config, observation, log }: OauthParts): KeySet {
  const { name } = issuer;
  const { metrics } = observation;
  return makeKeySet({
    fetchKeys: () => fetchJson(uri, { timeoutMs: config.issuerTimeoutMs, maxBytes: MAX_KEY_SET_BYTES }),
    times: { refreshMs: config.jwksRefreshMs, graceMs: config.jwksGraceMs, cooldownMs: config.jwksCooldownMs },
    clock: steadyClock,
    events: {
      fetched(keys) {
        if (keys === 0) log.warn({ issuer: name }, 'an OAuth issuer publishes no usable key: its tokens are denied');
        metrics.keyFetches.inc({ issuer: name, outcome: 'fetched' });
        metrics.keysFetchedAt.set({ issuer: name }, systemClock() / 1000);
      },
      failed(error) {
        metrics.keyFetches.inc({ issuer: name, outcome: 'failed' });
        log.warn({ issuer: name, problem: reasonsOf(error) }, 'the keys of an OAuth issuer could not be fetched');
      },
    },
  });
}
