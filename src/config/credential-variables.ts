import { integer } from './values.js';
import { variable } from './variable.js';

const DAY_MS = 24 * 3_600_000;

/** What credentials may do, and how they are guarded against guessing. */
export const CREDENTIAL_VARIABLES = {
  maxKeyOverlapMs: variable(
    'SCOPEGATE_MAX_KEY_OVERLAP_MS',
    String(7 * DAY_MS),
    integer(0, 365 * DAY_MS),
    'for how long a rotated key may go on beside the new one at most',
  ),
  passwordAttemptsPerUser: variable(
    'SCOPEGATE_PASSWORD_ATTEMPTS_PER_USER',
    '10',
    integer(1, 100_000),
    'wrong passwords of one user in 5 minutes, on each replica',
  ),
  passwordAttemptsPerSource: variable(
    'SCOPEGATE_PASSWORD_ATTEMPTS_PER_SOURCE',
    '100',
    integer(1, 1_000_000),
    'wrong passwords from one address in 5 minutes, on each replica',
  ),
  passwordAttemptsPerNetwork: variable(
    'SCOPEGATE_PASSWORD_ATTEMPTS_PER_NETWORK',
    '400',
    integer(1, 10_000_000),
    'wrong passwords from one network (a /24, of IPv6 a /48) in 5 minutes, on each replica',
  ),
  useFlushIntervalMs: variable(
    'SCOPEGATE_USE_FLUSH_INTERVAL_MS',
    '10000',
    integer(100, 600_000),
    'how often the use of credentials is written',
  ),
} as const;
