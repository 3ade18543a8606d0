import { z } from 'zod';
import { ScopegateError } from './base/errors.js';
import type { LogLevel } from './base/log.js';
import { addresses, databaseUrl, integer, keyPrefix, listenAddress, pepper } from './config/values.js';
import type { ListenAddress } from './config/values.js';
import type { AddressRule } from './service/credentials/addresses.js';

export interface Config {
  /** Null: the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly dataDir: string;
  readonly grpcListen: ListenAddress;
  readonly httpListen: ListenAddress;
  /** Null: kept in a file of `dataDir`. */
  readonly pepper: Buffer | null;
  readonly keyPrefix: string;
  readonly logLevel: LogLevel;
  readonly pollIntervalMs: number;
  readonly policyCacheBytes: number;
  readonly credentialCacheEntries: number;
  readonly credentialCacheBytes: number;
  readonly refusedCacheEntries: number;
  readonly refusedTtlMs: number;
  readonly answerMaxAgeMs: number;
  readonly databaseConnections: number;
  readonly databaseTimeoutMs: number;
  readonly shutdownTimeoutMs: number;
  readonly trustedGateways: AddressRule;
  readonly trustedHops: number;
}

interface Variable {
  readonly name: string;
  /** What is used when the variable is unset or empty; null for nothing. */
  readonly fallback: string | null;
  readonly meaning: string;
  readonly secret: boolean;
  readonly schema: z.ZodType;
}

const MIB = 1024 * 1024;
const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;

function variable(name: string, fallback: string | null, schema: z.ZodType, meaning: string): Variable {
  return { name, fallback, schema, meaning, secret: name === 'DATABASE_URL' || name === 'SCOPEGATE_PEPPER' };
}

/** Every variable that Scopegate reads, in the order in which people meet them. */
const VARIABLES = {
  databaseUrl: variable('DATABASE_URL', null, databaseUrl, 'PostgreSQL to use; unset: the embedded one'),
  dataDir: variable(
    'SCOPEGATE_DATA_DIR',
    '.scopegate',
    z.string(),
    'directory of the embedded PostgreSQL and the pepper file',
  ),
  grpcListen: variable('SCOPEGATE_GRPC_LISTEN', '127.0.0.1:50051', listenAddress, 'address of the decision point'),
  httpListen: variable(
    'SCOPEGATE_HTTP_LISTEN',
    '127.0.0.1:8080',
    listenAddress,
    'address of /metrics, /healthz, /readyz',
  ),
  pepper: variable(
    'SCOPEGATE_PEPPER',
    null,
    pepper,
    'base64 secret that keys every stored digest; unset: a file of the data directory',
  ),
  keyPrefix: variable('SCOPEGATE_KEY_PREFIX', 'sgk', keyPrefix, 'first part of every API key; one per environment'),
  logLevel: variable('SCOPEGATE_LOG_LEVEL', 'info', z.enum(LOG_LEVELS), 'debug, info, warn, error or silent'),
  pollIntervalMs: variable(
    'SCOPEGATE_POLL_INTERVAL_MS',
    '250',
    integer(10, 60_000),
    'how often the database is asked for changes',
  ),
  policyCacheBytes: variable(
    'SCOPEGATE_POLICY_CACHE_BYTES',
    String(256 * MIB),
    integer(MIB, 64 * 1024 * MIB),
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
    integer(MIB, 64 * 1024 * MIB),
    'bound of the credentials held',
  ),
  refusedCacheEntries: variable(
    'SCOPEGATE_REFUSED_CACHE_ENTRIES',
    '10000',
    integer(1, 10_000_000),
    'bound of remembered refusals',
  ),
  refusedTtlMs: variable('SCOPEGATE_REFUSED_TTL_MS', '2000', integer(1, 60_000), 'how long a refusal is remembered'),
  answerMaxAgeMs: variable(
    'SCOPEGATE_ANSWER_MAX_AGE_MS',
    '0',
    integer(0, 3_600_000),
    'for how long callers may reuse an answer; 0: not at all',
  ),
  databaseConnections: variable(
    'SCOPEGATE_DATABASE_CONNECTIONS',
    '8',
    integer(2, 1000),
    'connections to the database at most',
  ),
  databaseTimeoutMs: variable(
    'SCOPEGATE_DATABASE_TIMEOUT_MS',
    '2000',
    integer(10, 600_000),
    'longest wait for one statement',
  ),
  shutdownTimeoutMs: variable(
    'SCOPEGATE_SHUTDOWN_TIMEOUT_MS',
    '10000',
    integer(0, 600_000),
    'longest wait for calls under way at the end',
  ),
  trustedGateways: variable(
    'SCOPEGATE_TRUSTED_GATEWAYS',
    '127.0.0.0/8,::1',
    addresses,
    'addresses of the gateways that may ask over HTTP, and are believed',
  ),
  trustedHops: variable(
    'SCOPEGATE_TRUSTED_HOPS',
    '0',
    integer(0, 16),
    'how many trusted proxies stand in front of the gateway',
  ),
} as const satisfies Record<keyof Config, Variable>;

/**
 * Reads the whole configuration at once.
 *
 * @throws ScopegateError `config` that lists every problem, also variables of ours that do not exist
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries<Variable>(VARIABLES)) {
    const text = givenValue(environment, entry) ?? entry.fallback;
    if (text === null) {
      values[key] = null;
      continue;
    }
    const result = entry.schema.safeParse(text);
    if (result.success) values[key] = result.data;
    else
      problems.push(
        `${entry.name}: ${result.error.issues[0]?.message ?? 'is not valid'}${entry.secret ? '' : `, not "${text}"`}`,
      );
  }
  if (problems.length === 0) return values as unknown as Config;
  throw new ScopegateError('config', `the configuration has ${count(problems.length)}:\n  ${problems.join('\n  ')}`);
}

/** Reads the configuration from the environment of this process. */
export function readConfig(): Config {
  return parseConfig(process.env);
}

/** An empty variable counts as unset: compose files cannot unset one. */
function givenValue(environment: Readonly<Record<string, string | undefined>>, entry: Variable): string | null {
  const text = environment[entry.name];
  return text === undefined || text === '' ? null : text;
}

function count(problems: number): string {
  return problems === 1 ? '1 problem' : `${String(problems)} problems`;
}

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values<Variable>(VARIABLES).map((entry) => entry.name));
  return Object.keys(environment)
    .filter((name) => name.startsWith('SCOPEGATE_') && !known.has(name))
    .map((name) => `${name}: no such variable; "scopegate config" lists them`);
}

export interface EffectiveVariable {
  readonly name: string;
  readonly value: string;
  readonly source: 'environment' | 'default';
  readonly meaning: string;
}

/** Every variable with its effective value; secrets are hidden, the rest of a database URL is shown. */
export function effectiveVariables(environment: Readonly<Record<string, string | undefined>>): EffectiveVariable[] {
  return Object.values<Variable>(VARIABLES).map((entry) => {
    const given = givenValue(environment, entry);
    const source = given === null ? 'default' : 'environment';
    return { name: entry.name, value: shown(entry, given ?? entry.fallback), source, meaning: entry.meaning };
  });
}

/** The same for the environment of this process. */
export function readEffectiveVariables(): EffectiveVariable[] {
  return effectiveVariables(process.env);
}

function shown(entry: Variable, value: string | null): string {
  if (value === null) return '';
  if (entry.name !== 'DATABASE_URL') return entry.secret ? '(hidden)' : value;
  if (!URL.canParse(value)) return '(hidden)';
  const url = new URL(value);
  if (url.password !== '') url.password = '(hidden)';
  return decodeURIComponent(url.href);
}
