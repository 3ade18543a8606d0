import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { ScopegateError } from '../../base/errors.js';
import { openPepper } from '../../app/database.js';
import { makeCreateKey } from '../../service/keys/create-key.js';
import { makeKeyStore } from '../../store/postgres/key-store.js';
import type { KeyStore, Written } from '../../store/ports/keys.js';
import type { CredentialRow } from '../../store/ports/credentials.js';
import { keyDetails, keyTable, toKeyJson } from '../key-view.js';
import { addKeyMintCommand } from './key-mint.js';
import { addKeyRotateCommand } from './key-rotate.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';
import { withDatabase } from '../with-database.js';
import { waitAndReport } from './wait.js';

interface Json {
  readonly json?: true;
}

interface CreateOptions extends Json {
  readonly name: string;
  readonly account: string;
  readonly scope: readonly string[];
  readonly ip: readonly string[];
  readonly notBefore?: number;
  readonly expires?: number;
}

interface ListOptions extends Json {
  readonly account?: string;
  readonly after?: string;
  readonly limit: number;
}

export function addKeyCommand(program: Command, output: Output): void {
  const key = program.command('key').description('manage API keys');
  key
    .command('create')
    .description('make an API key; it is shown once and cannot be shown again')
    .requiredOption('--name <text>', 'name for people')
    .requiredOption('--scope <scope>', 'scope to grant; repeat for more', collect, [])
    .option('--account <name>', 'owner; created when new', 'default')
    .option('--ip <address or block>', 'address or CIDR block it may be used from; repeat for more', collect, [])
    .option('--not-before <time>', 'first moment of validity, ISO 8601', parseInstant)
    .option('--expires <time>', 'moment of expiry, ISO 8601, or a span from now: 90d, 12h', parseInstant)
    .option('--json', 'print as JSON')
    .action((options: CreateOptions) => createKey(options, output));
  key
    .command('list')
    .description('list keys, oldest first')
    .option('--account <name>', 'only those of this account')
    .option('--after <id>', 'continue after this key')
    .option('--limit <number>', 'at most this many, up to 1000', Number, 100)
    .option('--json', 'print as JSON')
    .action((options: ListOptions) => listKeys(options, output));
  key
    .command('show')
    .description('show one key')
    .argument('<id>', 'public id of the key')
    .option('--json', 'print as JSON')
    .action((id: string, options: Json) => showKey(id, options, output));
  addKeyRotateCommand(key, output);
  addKeyMintCommand(key, output);
  for (const change of CHANGES) addChangeCommand(key, change, output);
}

type ChangeKey = (store: KeyStore, id: string, scopes: readonly string[]) => Promise<Written<CredentialRow>>;

interface ChangeCommand {
  readonly name: string;
  readonly description: string;
  /** How the command line takes scopes; null where it takes none. */
  readonly scopes: readonly [form: string, meaning: string] | null;
  readonly apply: ChangeKey;
}

const CHANGES: readonly ChangeCommand[] = [
  {
    name: 'grant',
    description: 'grant scopes to a key',
    scopes: ['<scope...>', 'scopes to grant'],
    apply: (store, id, scopes) => store.grantScopes(id, scopes),
  },
  {
    name: 'revoke',
    description: 'revoke the whole key for good, or only the scopes that are named',
    scopes: ['[scope...]', 'scopes to take away; none: the key itself'],
    apply: (store, id, scopes) => (scopes.length === 0 ? store.revokeKey(id) : store.revokeScopes(id, scopes)),
  },
  {
    name: 'enable',
    description: 'let a disabled key through again',
    scopes: null,
    apply: (store, id) => store.setEnabled(id, true),
  },
  {
    name: 'disable',
    description: 'refuse a key until it is enabled',
    scopes: null,
    apply: (store, id) => store.setEnabled(id, false),
  },
];

function addChangeCommand(key: Command, change: ChangeCommand, output: Output): void {
  const command = key.command(change.name).description(change.description).argument('<id>', 'public id of the key');
  if (change.scopes !== null) command.argument(...change.scopes);
  command.option('--wait', 'wait until every live replica decides by it; exit code 1 when that takes over 10 s');
  command.option('--json', 'print as JSON').action(async (id: string, ...rest: readonly unknown[]) => {
    const scopes = Array.isArray(rest[0]) ? (rest[0] as string[]) : [];
    await withDatabase(output, async ({ pool }) => {
      const { value, revision } = await change.apply(makeKeyStore(pool), id, scopes);
      const options = command.opts<Json & { readonly wait?: true }>();
      print(value, { ...options, extra: { revision } }, output);
      if (options.wait) await waitAndReport(pool, revision, output);
    });
  });
}

async function createKey(options: CreateOptions, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool, config, log }) => {
    const pepper = await openPepper({ reads: pool, writes: pool }, { config, log });
    const create = makeCreateKey({ store: makeKeyStore(pool), pepper, keyPrefix: config.keyPrefix });
    const { value, revision } = await create({
      name: options.name,
      account: options.account,
      scopes: options.scope,
      allowedAddresses: options.ip,
      notBeforeMs: options.notBefore ?? null,
      expiresAtMs: options.expires ?? null,
    });
    print(value.row, { ...options, extra: { key: value.key, revision } }, output);
    if (!options.json) output.note('Keep the key now: it is stored nowhere and cannot be shown again.');
  });
}

async function listKeys(options: ListOptions, output: Output): Promise<void> {
  if (!Number.isInteger(options.limit) || options.limit < 1 || options.limit > 1000) {
    throw new ScopegateError('invalid_argument', '--limit must be a whole number from 1 to 1000');
  }
  await withDatabase(output, async ({ pool }) => {
    const { account, after, limit } = options;
    const rows = await makeKeyStore(pool).listKeys({
      limit,
      ...(account === undefined ? {} : { account }),
      ...(after === undefined ? {} : { after }),
    });
    output.print(options.json ? toJson(rows.map(toKeyJson)) : keyTable(rows, Date.now()));
  });
}

async function showKey(id: string, options: Json, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool }) => {
    print(await makeKeyStore(pool).findKey(id), { ...options, extra: {} }, output);
  });
}

function print(row: CredentialRow, options: Json & { readonly extra: Record<string, unknown> }, output: Output): void {
  if (options.json) output.print(toJson({ ...options.extra, ...toKeyJson(row) }));
  else output.print(keyDetails(row, options.extra, Date.now()));
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

/** Milliseconds since the epoch of an ISO 8601 time, or of a span from now such as `90d`. */
function parseInstant(text: string): number {
  const spanMs = parseSpan(text);
  if (spanMs !== null) return Date.now() + spanMs;
  const instant = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(instant))
    throw new InvalidArgumentError('write a time such as 2027-01-31T12:00:00Z, or 90d, 12h, 30m');
  return instant;
}
