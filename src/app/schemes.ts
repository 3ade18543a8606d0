import { systemClock } from '../base/clock.js';
import type { Config } from '../config.js';
import { makeApiKeys } from '../service/credentials/api-keys.js';
import type { HeldCredentials } from '../service/credentials/held-credentials.js';
import type { Pepper } from '../service/credentials/pepper.js';
import type { Schemes } from '../service/credentials/schemes.js';
import { makeSecretScheme } from '../service/credentials/secret-scheme.js';
import { makeApiKeyReader } from '../store/postgres/api-key-reader.js';
import type { Pool } from '../store/postgres/pool.js';
import { measureStore } from '../telemetry/measure-store.js';
import type { Metrics } from '../telemetry/metrics.js';

export interface SchemeParts {
  readonly config: Config;
  readonly reads: Pool;
  readonly pepper: Pepper;
  readonly metrics: Metrics;
}

/** What an `Authorization` header may hold: one resolver per scheme. */
export function makeSchemes(held: HeldCredentials, { config, reads, pepper, metrics }: SchemeParts): Schemes {
  const reader = measureStore(makeApiKeyReader(reads), metrics);
  const apiKeys = makeApiKeys({ ...held, reader, pepper, clock: systemClock });
  return new Map([['app', makeSecretScheme(apiKeys, config.keyPrefix)]]);
}
