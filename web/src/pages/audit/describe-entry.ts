import type { AuditEntry } from '../../api/api.js';

/** What a row of a table is to people. */
const THINGS: Readonly<Record<string, string>> = {
  account: 'account',
  api: 'API',
  api_host: 'host of an API',
  api_key: 'secret of the key',
  credential: 'credential',
  credential_role: 'role',
  credential_scope: 'scope',
  endpoint: 'endpoint',
  endpoint_scope: 'scope of the endpoint',
  error_family: 'error family',
  oauth_client: 'client id of the OAuth client',
  oauth_issuer: 'OAuth issuer',
  oauth_scope: 'translation of a scope by the issuer',
  product: 'product',
  role: 'role',
  role_scope: 'scope of the role',
  scope: 'scope',
  scope_category: 'category of scopes',
  scope_implication: 'implication of the scope',
  session: 'token of the session',
  user_password: 'password of the user',
};

const KINDS: Readonly<Record<string, string>> = {
  api_key: 'API key',
  oauth_token: 'OAuth client',
  session: 'session',
  user: 'user',
};

/** For a choice of what was changed. */
export const TABLE_CHOICES = Object.entries(THINGS)
  .map(([value, label]) => ({ value, label: value === 'credential' ? 'key, user, session or client' : label }))
  .sort((one, other) => one.label.localeCompare(other.label));

/** Of a table whose rows join one thing to another: the column of the other one, and how it is said. */
const JOINED: Readonly<Record<string, { readonly column: string; readonly thing: string }>> = {
  credential_scope: { column: 'scope', thing: 'scope' },
  credential_role: { column: 'role', thing: 'role' },
  role_scope: { column: 'scope', thing: 'scope' },
  endpoint_scope: { column: 'scope', thing: 'scope' },
  scope_implication: { column: 'implies', thing: 'implied scope' },
  oauth_scope: { column: 'ours', thing: 'scope of the issuer, here' },
};

export interface Sentence {
  /** `Added scope`, `Changed API key`. */
  readonly words: string;
  /** The name that the words are about, `sms:send`. */
  readonly name: string;
  /** What it belongs to, where that is another thing. */
  readonly of: string | null;
}

const VERBS = { insert: 'Added', update: 'Changed', delete: 'Removed', truncate: 'Emptied' } as const;

/** Names of credentials by their id, as far as these entries say them. */
export function namesIn(entries: readonly AuditEntry[]): ReadonlyMap<string, string> {
  const named = entries.filter(({ table }) => table === 'credential');
  return new Map(named.map(({ subject, before, after }) => [subject, nameOf(after ?? before ?? {}) ?? subject]));
}

/** An entry as a sentence, with `names` in the place of ids. */
export function describeEntry(entry: AuditEntry, names: ReadonlyMap<string, string>): Sentence {
  const { action, table, subject, before, after } = entry;
  const row = after ?? before ?? {};
  const verb = VERBS[action];
  if (action === 'truncate') return { words: `${verb} the table`, name: table, of: null };
  const joined = JOINED[table];
  const other = joined === undefined ? undefined : row[joined.column];
  if (joined !== undefined && typeof other === 'string') {
    return { words: `${verb} ${joined.thing}`, name: other, of: names.get(subject) ?? subject };
  }
  if (table !== 'credential') {
    return { words: `${verb} ${THINGS[table] ?? table}`, name: names.get(subject) ?? subject, of: null };
  }
  const name = nameOf(row) ?? subject;
  return { words: `${stateVerb(entry)} ${KINDS[String(row['kind'])] ?? 'credential'}`, name, of: null };
}

function nameOf(row: Readonly<Record<string, unknown>>): string | null {
  const name = row['name'];
  return typeof name === 'string' && name !== '' ? name : null;
}

/** A change of nothing but whether a credential may be used goes by its own verb. */
function stateVerb({ action, before, after }: AuditEntry): string {
  if (action !== 'update' || before === null || after === null) return VERBS[action];
  if (before['revoked_at'] === null && after['revoked_at'] !== null) return 'Revoked';
  const changed = differences({ before, after });
  if (changed.length !== 1 || changed[0]?.column !== 'enabled') return VERBS[action];
  return after['enabled'] === true ? 'Enabled' : 'Disabled';
}

export interface Difference {
  readonly column: string;
  /** Null: it was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** The columns that differ; where a row came or went, those that hold something. */
export function differences({ before, after }: Pick<AuditEntry, 'before' | 'after'>): readonly Difference[] {
  const columns = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return columns
    .map((column) => ({ column, before: textOf(before, column), after: textOf(after, column) }))
    .filter((each) => each.before !== each.after && !(isNothing(each.before) && isNothing(each.after)));
}

function isNothing(text: string | null): boolean {
  return text === null || text === 'null' || text === '[]' || text === '';
}

function textOf(row: AuditEntry['before'], column: string): string | null {
  if (row === null || !(column in row)) return null;
  const value = row[column];
  return typeof value === 'string' ? value : JSON.stringify(value);
}
