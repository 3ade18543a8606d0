import { CACHE_VARIABLES } from './config/cache-variables.js';
import { CALLER_VARIABLES } from './config/caller-variables.js';
import { CREDENTIAL_VARIABLES } from './config/credential-variables.js';
import { DECISION_LOG_VARIABLES } from './config/decision-log-variables.js';
import { HISTORY_VARIABLES } from './config/history-variables.js';
import { OAUTH_VARIABLES } from './config/oauth-variables.js';
import { OUTAGE_VARIABLES } from './config/outage-variables.js';
import { PROTECTION_VARIABLES } from './config/protection-variables.js';
import { SERVING_VARIABLES } from './config/serving-variables.js';
import { STORE_VARIABLES } from './config/store-variables.js';
import { TRACE_VARIABLES } from './config/trace-variables.js';
import { splitDatabaseUrls } from './config/values.js';
import type { Variable } from './config/variable.js';
import { ScopegateError, messageOf } from './base/errors.js';

/** Every variable that Scopegate reads, in the order in which people meet them. */
const VARIABLES = {
  ...STORE_VARIABLES,
  ...SERVING_VARIABLES,
  ...PROTECTION_VARIABLES,
  ...CREDENTIAL_VARIABLES,
  ...OAUTH_VARIABLES,
  ...CACHE_VARIABLES,
  ...OUTAGE_VARIABLES,
  ...TRACE_VARIABLES,
  ...DECISION_LOG_VARIABLES,
  ...HISTORY_VARIABLES,
  ...CALLER_VARIABLES,
} as const;

type ValueOf<Entry> = Entry extends Variable<infer Value> ? Value : never;

/** The checked value of every variable. */
export type Config = { readonly [Key in keyof typeof VARIABLES]: ValueOf<(typeof VARIABLES)[Key]> };

/**
 * Reads the whole configuration at once.
 *
 * @throws ScopegateError `config` that lists every problem, also variables of ours that do not exist
 */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems = unknownVariables(environment);
  const values: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries<Variable<unknown>>(VARIABLES)) {
    const text = givenValue(environment, entry) ?? entry.fallback;
    if (text === null) {
      values[key] = null;
      continue;
    }
    try {
      values[key] = entry.read(text);
    } catch (error) {
      problems.push(`${entry.name}: ${messageOf(error)}${entry.secret ? '' : `, not "${text}"`}`);
    }
  }
  if (problems.length === 0) return values as unknown as Config;
  throw new ScopegateError('config', `the configuration has ${count(problems.length)}:\n  ${problems.join('\n  ')}`);
}

/** Reads the configuration from the environment of this process. */
export function readConfig(): Config {
  return parseConfig(process.env);
}

/** Only what a command asks about: it needs nothing else of the configuration. */
export function readAskedCredential(): { readonly key: string | null; readonly authorization: string | null } {
  const { askedKey, askedAuthorization } = CALLER_VARIABLES;
  return { key: givenValue(process.env, askedKey), authorization: givenValue(process.env, askedAuthorization) };
}

/** An empty variable counts as unset: compose files cannot unset one. */
function givenValue(
  environment: Readonly<Record<string, string | undefined>>,
  entry: Variable<unknown>,
): string | null {
  const text = environment[entry.name];
  return text === undefined || text === '' ? null : text;
}

function count(problems: number): string {
  return problems === 1 ? '1 problem' : `${String(problems)} problems`;
}

function unknownVariables(environment: Readonly<Record<string, string | undefined>>): string[] {
  const known = new Set(Object.values<Variable<unknown>>(VARIABLES).map((entry) => entry.name));
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
  return Object.values<Variable<unknown>>(VARIABLES).map((entry) => {
    const given = givenValue(environment, entry);
    const source = given === null ? 'default' : 'environment';
    return { name: entry.name, value: shown(entry, given ?? entry.fallback), source, meaning: entry.meaning };
  });
}

/** The same for the environment of this process. */
export function readEffectiveVariables(): EffectiveVariable[] {
  return effectiveVariables(process.env);
}

function shown(entry: Variable<unknown>, value: string | null): string {
  if (value === null) return '';
  if (entry.name !== 'DATABASE_URL') return entry.secret ? '(hidden)' : value;
  return splitDatabaseUrls(value).map(withoutPassword).join(',');
}

function withoutPassword(text: string): string {
  if (!URL.canParse(text)) return '(hidden)';
  const url = new URL(text);
  if (url.password !== '') url.password = '(hidden)';
  for (const name of url.searchParams.keys()) if (/password/i.test(name)) url.searchParams.set(name, '(hidden)');
  return decodeURIComponent(url.href);
}
