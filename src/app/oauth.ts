import { steadyClock, systemClock } from '../base/clock.js';
import type { Closers } from '../base/closers.js';
import { messageOf } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Config } from '../config.js';
import type { HeldCredentials } from '../service/credentials/held-credentials.js';
import { makeMissBudget } from '../service/caches/miss-budget.js';
import { makeTokenSchemes } from '../service/credentials/oauth/bearer.js';
import { fetchJson } from '../service/credentials/oauth/fetch-json.js';
import { makeIntrospect } from '../service/credentials/oauth/introspect.js';
import { makeKeySet } from '../service/credentials/oauth/key-set.js';
import type { KeySet } from '../service/credentials/oauth/key-set.js';
import { readOauthSecret } from './oauth-secrets.js';
import type { Resolve } from '../service/credentials/schemes.js';
import type { IssuerReader, IssuerRow } from '../store/ports/issuers.js';
import type { Pool } from '../store/postgres/pool.js';
import type { Observation } from './observation.js';

export interface OauthParts {
  readonly config: Config;
  readonly reads: Pool;
  readonly issuers: IssuerReader;
  readonly observation: Observation;
  readonly closers: Closers;
  readonly log: Log;
}

const MAX_INTROSPECTION_BYTES = 64 * 1024;
/** A hundred keys, each with a chain of certificates. */
const MAX_KEY_SET_BYTES = 512 * 1024;

/** Access tokens of the issuers that the database lists. */
export function makeOauth(held: HeldCredentials, parts: OauthParts): Readonly<Record<'bearer' | 'dpop', Resolve>> {
  const { config, issuers, closers } = parts;
  const open = new Set<KeySet>();
  closers.push('keys of OAuth issuers', () => {
    for (const keySet of open) keySet.close();
  });
  return makeTokenSchemes({
    ...held,
    reader: issuers,
    openKeySet(issuer, uri) {
      const keySet = openKeySet(issuer, uri, parts);
      open.add(keySet);
      return keySet;
    },
    introspect: makeIntrospect({
      post: (uri, form, authorization) => post(uri, { form, authorization }, config.issuerTimeoutMs),
      readSecret: (name) => readOauthSecret(config.oauthSecretsFile, name),
      misses: makeMissBudget(config.unknownLookupsPerSecond, steadyClock),
      clock: systemClock,
    }),
    introspectionMs: config.introspectionMs,
    clock: systemClock,
    maxTokens: config.tokenCacheEntries,
  });
}

/** RFC 7662, section 2.1 */
function post(uri: string, { form, authorization }: { form: string; authorization: string }, timeoutMs: number) {
  const headers = { authorization, 'content-type': 'application/x-www-form-urlencoded' };
  return fetchJson(uri, { timeoutMs, maxBytes: MAX_INTROSPECTION_BYTES }, { method: 'POST', headers, body: form });
}

function openKeySet({ name }: IssuerRow, uri: string, { config, observation, log }: OauthParts): KeySet {
  const { metrics } = observation;
  return makeKeySet({
    fetchKeys: () => fetchJson(uri, { timeoutMs: config.issuerTimeoutMs, maxBytes: MAX_KEY_SET_BYTES }),
    times: { refreshMs: config.jwksRefreshMs, graceMs: config.jwksGraceMs, cooldownMs: config.jwksCooldownMs },
    clock: steadyClock,
    events: {
      fetched() {
        metrics.keyFetches.inc({ issuer: name, outcome: 'fetched' });
        metrics.keysFetchedAt.set({ issuer: name }, systemClock() / 1000);
      },
      failed(error) {
        metrics.keyFetches.inc({ issuer: name, outcome: 'failed' });
        log.warn({ issuer: name, problem: messageOf(error) }, 'the keys of an OAuth issuer could not be fetched');
      },
    },
  });
}
