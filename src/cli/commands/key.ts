import type { Command } from 'commander';
import { ScopegateError } from '../../base/errors.js';
import { toIsoTime } from '../../base/instant.js';
import { validateChange } from '../../service/administration/change-key.js';
import type { ChangeRequest } from '../../service/administration/change-key.js';
import { validateKeyRequest } from '../../service/administration/create-key.js';
import type { ManagedKey } from '../../store/ports/managed-keys.js';
import { makeManagedKeyReader } from '../../store/postgres/manage/key-reader.js';
import { addLastAdministratorOption, addOperatorOptions, administer, withSecret } from '../administer.js';
import type { OperatorOptions } from '../administer.js';
import { keyDetails, keyTable, toKeyJson } from '../key-view.js';
import { addKeyRotateCommand } from './key-rotate.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';
import { withDatabase } from '../with-database.js';
import { waitAndReport } from './wait.js';
import { readConfig } from '../../config.js';
import { mintApiKey } from '../../service/identity/api-key-format.js';

interface CreateOptions extends OperatorOptions {
  readonly name: string;
  readonly account: string;
  readonly scope: readonly string[];
  readonly ip: readonly string[];
  readonly role: readonly string[];
  readonly notBefore?: string;
  readonly expires?: string;
}

interface ListOptions {
  readonly json?: true;
  readonly account?: string;
  readonly after?: string;
  readonly limit: number;
}

export function addKeyCommand(program: Command, output: Output): void {
  const key = program.command('key').description('manage API keys');
  addOperatorOptions(key.command('create'))
    .description('make an API key; it is shown once and cannot be shown again')
    .requiredOption('--name <text>', 'name for people')
    .requiredOption('--scope <scope>', 'scope to grant; repeat for more', collect, [])
    .option('--role <role>', 'role to grant; repeat for more', collect, [])
    .option('--account <name>', 'owner; created when new', 'default')
    .option('--ip <address or block>', 'address or CIDR block it may be used from; repeat for more', collect, [])
    .option('--not-before <time>', 'first moment of validity, ISO 8601 with its offset from UTC')
    .option('--expires <time>', 'moment of expiry, ISO 8601 with its offset from UTC, or a span from now: 90d, 12h')
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
    .action((id: string, options: { json?: true }) => showKey(id, options, output));
  addKeyRotateCommand(key, output);
  addKeyMintCommand(key, output);
  for (const change of CHANGES) addChangeCommand(key, change, output);
}

interface ChangeCommand {
  readonly name: string;
  readonly description: string;
  /** How the command line takes scopes; null where it takes none. */
  readonly scopes: readonly [form: string, meaning: string] | null;
  readonly change: (scopes: readonly string[]) => ChangeRequest;
}

const CHANGES: readonly ChangeCommand[] = [
  {
    name: 'grant',
    description: 'grant scopes to a key',
    scopes: ['<scope...>', 'scopes to grant'],
    change: (scopes) => ({ grant: { scopes, roles: [] } }),
  },
  {
    name: 'revoke',
    description: 'revoke the whole key for good, or only the scopes that are named',
    scopes: ['[scope...]', 'scopes to take away; none: the key itself'],
    change: (scopes) => (scopes.length === 0 ? { revoke: true } : { take: { scopes, roles: [] } }),
  },
  {
    name: 'enable',
    description: 'let a disabled key through again',
    scopes: null,
    change: () => ({ enabled: true }),
  },
  {
    name: 'disable',
    description: 'reject a key until it is enabled',
    scopes: null,
    change: () => ({ enabled: false }),
  },
];

function addChangeCommand(key: Command, { name, description, scopes, change }: ChangeCommand, output: Output): void {
  const command = addLastAdministratorOption(addOperatorOptions(key.command(name)))
    .description(description)
    .argument('<id>', 'public id of the key');
  if (scopes !== null) command.argument(...scopes);
  command.option('--wait', 'wait until every live replica decides by it; exit code 1 when that takes over 10 s');
  command.action(async (publicId: string, ...rest: readonly unknown[]) => {
    const named = Array.isArray(rest[0]) ? (rest[0] as string[]) : [];
    const options = command.opts<OperatorOptions & { readonly wait?: true }>();
    const request = { publicId, change: change(named), ifMatch: null };
    validateChange(request.change);
    await administer({ output, options, secrets: 'none' }, async ({ administration, actor, pool }) => {
      const { value, revision } = await administration.keys.change(actor, request);
      print(value, { ...options, extra: { revision } }, output);
      if (options.wait) await waitAndReport(pool, revision, output);
    });
  });
}

async function createKey(options: CreateOptions, output: Output): Promise<void> {
  const { name, account, scope: scopes, role: roles, ip: allowedAddresses } = options;
  const times = { notBefore: options.notBefore ?? null, expiresAt: fromSpan(options.expires ?? null) };
  const request = { name, account, scopes, roles, allowedAddresses, ...times };
  validateKeyRequest(request, account, Date.now());
  await administer({ output, options, secrets: 'makes a secret' }, ({ administration, actor }) =>
    withSecret<ManagedKey, unknown>(
      (key, { value, revision }) => output.deliver(describe(value, { ...options, extra: { key, revision } })),
      (show) => administration.keys.create(actor, request, { show }),
    ),
  );
  if (!options.json) output.note('Keep the key now: it is stored nowhere and cannot be shown again.');
}

async function listKeys(options: ListOptions, output: Output): Promise<void> {
  const { account = null, after, limit } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) {
    throw new ScopegateError('invalid_argument', '--limit must be a whole number from 1 to 1000');
  }
  await withDatabase(output, async ({ pool }) => {
    const reader = makeManagedKeyReader(pool);
    const last = after === undefined ? null : await reader.findKey(after);
    const { items } = await reader.listKeys({
      ...{ account, limit, q: null, scope: null, state: null, sort: 'createdAt', order: 'asc' },
      after: last === null ? null : { value: last.createdAtMs, id: last.id },
    });
    output.print(options.json ? toJson(items.map(toKeyJson)) : keyTable(items));
  });
}

async function showKey(id: string, options: { json?: true }, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool }) => {
    print(await makeManagedKeyReader(pool).findKey(id), { ...options, extra: {} }, output);
  });
}

interface View {
  readonly json?: true;
  readonly extra: Record<string, unknown>;
}

function describe(key: ManagedKey, { json, extra }: View): string {
  return json ? toJson({ ...extra, ...toKeyJson(key) }) : keyDetails(key, extra);
}

function print(key: ManagedKey, view: View, output: Output): void {
  output.print(describe(key, view));
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}

/** A span from now such as `90d` as a time; every other text as it is, for the use case to read. */
function fromSpan(text: string | null): string | null {
  const spanMs = text === null ? null : parseSpan(text);
  return spanMs === null ? text : toIsoTime(Date.now() + spanMs);
}

function addKeyMintCommand(key: Command, output: Output): void {
  key
    .command('mint')
    .description('print a new key and store nothing: for SCOPEGATE_FIRST_ADMINISTRATOR_KEY')
    .action(() => {
      output.print(mintApiKey(readConfig().keyPrefix).key);
    });
}
