import { databaseUrls, integer, keyPrefix, pepper, peppers, anyText } from './values.js';
import { optional, secret, variable } from './variable.js';

/** Where policy and credentials are kept, and with which secret. */
export const STORE_VARIABLES = {
  databaseUrls: secret(
    optional(
      'DATABASE_URL',
      databaseUrls,
      'PostgreSQL to use, or several with commas between: the primary and its standbys; unset: the embedded one',
    ),
  ),
  dataDir: variable(
    'SCOPEGATE_DATA_DIR',
    '.scopegate',
    anyText(),
    'directory of the embedded PostgreSQL and the pepper file',
  ),
  databaseConnections: variable(
    'SCOPEGATE_DATABASE_CONNECTIONS',
    '8',
    integer(2, 1000),
    'connections to the database at most, beside one for the change feed and one for notifications',
  ),
  databaseTimeoutMs: variable(
    'SCOPEGATE_DATABASE_TIMEOUT_MS',
    '2000',
    integer(10, 600_000),
    'longest wait for one statement',
  ),
  pollIntervalMs: variable(
    'SCOPEGATE_POLL_INTERVAL_MS',
    '250',
    integer(10, 60_000),
    'how often the database is asked for changes',
  ),
  pepper: secret(
    optional(
      'SCOPEGATE_PEPPER',
      pepper,
      'base64 secret that keys every stored digest; unset: a file of the data directory',
    ),
  ),
  otherPeppers: secret(
    optional(
      'SCOPEGATE_OTHER_PEPPERS',
      peppers,
      'base64 peppers, with commas between, that keys may also have been made with: while one replaces another',
    ),
  ),
  firstAdministratorKey: secret(
    optional(
      'SCOPEGATE_FIRST_ADMINISTRATOR_KEY',
      anyText(200),
      'key of the first administrator, chosen before the first start with `scopegate key mint`; unset: one is made',
    ),
  ),
  firstAdministratorFile: optional(
    'SCOPEGATE_FIRST_ADMINISTRATOR_FILE',
    anyText(),
    'file that the first start writes the administrator key to where it has no terminal; unset: in the data directory',
  ),
  keyPrefix: variable('SCOPEGATE_KEY_PREFIX', 'sgk', keyPrefix, 'first part of every API key; one per environment'),
} as const;
