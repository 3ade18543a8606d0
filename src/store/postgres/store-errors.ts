import pg from 'pg';
import { ScopegateError, isScopegateError, messageOf } from '../../base/errors.js';
import type { ErrorCode } from '../../base/errors.js';

interface Meaning {
  readonly code: ErrorCode;
  readonly hint?: string;
}

const UNAVAILABLE: Meaning = { code: 'unavailable' };

/** By SQLSTATE, or by its class of two characters (PostgreSQL documentation, appendix A). */
const meanings: ReadonlyMap<string, Meaning> = new Map([
  ['08', UNAVAILABLE],
  ['22', { code: 'invalid_argument' }],
  ['23', { code: 'conflict' }],
  ['25006', { code: 'unavailable', hint: 'This database only reads: a standby? Writes need the primary.' }],
  ['28', { code: 'unavailable', hint: 'Check the user and password of the database URL.' }],
  ['3D000', { code: 'unavailable', hint: 'Create the database, or check its name in the database URL.' }],
  // Serialisation failure, deadlock: another transaction went first.
  ['40', UNAVAILABLE],
  ['3F000', { code: 'migration', hint: 'Run `scopegate migrate`.' }],
  ['42P01', { code: 'migration', hint: 'Run `scopegate migrate`.' }],
  ['42703', { code: 'migration', hint: 'Run `scopegate migrate`.' }],
  ['42883', { code: 'migration', hint: 'Run `scopegate migrate`.' }],
  ['42501', { code: 'config', hint: 'Grant the user of the database URL what the message names.' }],
  ['53', UNAVAILABLE],
  ['55P03', UNAVAILABLE],
  ['57', UNAVAILABLE],
  ['58', UNAVAILABLE],
  ['P0002', { code: 'not_found' }],
  ['XX', { code: 'unavailable', hint: 'The database reports damage or a defect; look at its own log.' }],
]);

/**
 * What was thrown by the driver, in the words of Scopegate: what the database refused, with its own message; what it
 * did not answer, as `unavailable`. `target` says which database, without user and password.
 */
export function storeError(error: unknown, target: string): ScopegateError {
  if (isScopegateError(error)) return error;
  if (error instanceof pg.DatabaseError) return fromDatabase(error, target);
  if (error instanceof TypeError || error instanceof RangeError || !(error instanceof Error)) {
    return new ScopegateError('internal', `defect in the store: ${messageOf(error)}`, { cause: error });
  }
  // What remains comes from the socket, or from the driver about it.
  return new ScopegateError('unavailable', `database ${target}: ${socketMessage(error)}`, { cause: error });
}

/** Another attempt may well succeed: somebody else's transaction went first. */
export function isRetryable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code !== undefined && /^40(?:001|P01)$/.test(error.code);
}

/** The connection is in a known state: the database itself answered, and it goes on. */
export function connectionSurvives(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return false;
  return error.severity === 'ERROR' && !(error.code ?? '').startsWith('57P');
}

function fromDatabase(error: pg.DatabaseError, target: string): ScopegateError {
  const state = error.code ?? '';
  const meaning = meanings.get(state) ?? meanings.get(state.slice(0, 2)) ?? { code: 'internal' };
  const hint = error.hint ?? meaning.hint;
  const message = messageOfDatabase(error);
  const isAboutRows = meaning.code === 'conflict' || meaning.code === 'not_found';
  return new ScopegateError(meaning.code, isAboutRows ? message : `database ${target}: ${message}`, {
    cause: error,
    ...(hint === undefined ? {} : { hint }),
    audience: isAboutRows && !showsRow(error) ? 'caller' : 'operator',
  });
}

/** PostgreSQL prints the whole row, digests too, where it has no rule of Scopegate to name (23502, 23514, 23P01). */
function showsRow(error: pg.DatabaseError): boolean {
  return error.detail?.startsWith('Failing row contains') === true || error.code === '23P01';
}

/** The message with the detail that names the row, where there is one. */
export function messageOfDatabase(error: pg.DatabaseError): string {
  return error.detail === undefined ? error.message : `${error.message} (${error.detail})`;
}

/** Node reports several addresses of one host as one error without a message of its own. */
function socketMessage(error: Error): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join('; ');
  return error.message;
}
