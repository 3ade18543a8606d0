import { integer } from './values.js';
import { variable } from './variable.js';

const MIB = 1024 * 1024;
const bytes = integer(MIB, 64 * 1024 * MIB);

/** How much is held in memory, and for how long. */
export const CACHE_VARIABLES = {
  policyCacheBytes: variable(
    'SCOPEGATE_POLICY_CACHE_BYTES',
    String(256 * MIB),
    bytes,
    'bound of the compiled policies',
  ),
  credentialCacheEntries: variable(
    'SCOPEGATE_CREDENTIAL_CACHE_ENTRIES',
    '200000',
    integer(1, 50_000_000),
    'bound of the credentials held',
  ),
  credentialCacheBytes: variable(
    'SCOPEGATE_CREDENTIAL_CACHE_BYTES',
    String(256 * MIB),
    bytes,
    'bound of the credentials held',
  ),
  refusedCacheEntries: variable(
    'SCOPEGATE_REFUSED_CACHE_ENTRIES',
    '10000',
    integer(1, 10_000_000),
    'bound of remembered refusals',
  ),
  refusedTtlMs: variable('SCOPEGATE_REFUSED_TTL_MS', '2000', integer(1, 60_000), 'how long a refusal is remembered'),
  unknownLookupsPerSecond: variable(
    'SCOPEGATE_UNKNOWN_LOOKUPS_PER_SECOND',
    '10000',
    integer(100, 10_000_000),
    'keys looked up in the database and not found at most; more wait, and then get no answer',
  ),
  answerMaxAgeMs: variable(
    'SCOPEGATE_ANSWER_MAX_AGE_MS',
    '0',
    integer(0, 3_600_000),
    'for how long callers may reuse an answer; 0: not at all',
  ),
} as const;
