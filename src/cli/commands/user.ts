import type { Command } from 'commander';
import { ScopegateError } from '../../base/errors.js';
import { validateChange } from '../../service/administration/change-key.js';
import type { ChangeUserRequest } from '../../service/administration/change-user.js';
import { validateUserRequest } from '../../service/administration/create-user.js';
import type { Grants, Written } from '../../store/ports/managed-keys.js';
import type { ManagedUser } from '../../store/ports/managed-users.js';
import { makeManagedUserStore } from '../../store/postgres/manage/user-store.js';
import { addLastAdministratorOption, addOperatorOptions, administer } from '../administer.js';
import type { Administering, OperatorOptions } from '../administer.js';
import { keyDetails, keyTable, toKeyJson } from '../key-view.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { readSecret } from '../read-secret.js';
import { withDatabase } from '../with-database.js';

interface GrantOptions extends OperatorOptions {
  readonly scope: readonly string[];
  readonly role: readonly string[];
}

interface CreateOptions extends GrantOptions {
  readonly name?: string;
  readonly account: string;
  readonly ip: readonly string[];
}

const MAX_LISTED = 1_000;

/** Thin: what a command may do and must refuse is decided by the use cases that the Management API calls too. */
export function addUserCommand(program: Command, output: Output): void {
  const user = program.command('user').description('manage users, who call with Basic credentials');
  withGrants(user.command('create'))
    .description('make a user; the password is read from standard input')
    .argument('<login>', 'what the user types: no colon')
    .option('--name <text>', 'name for people')
    .option('--account <name>', 'owner; created when new', 'default')
    .option('--ip <address or block>', 'address or CIDR block to call from; repeat for more', collect, [])
    .action((login: string, options: CreateOptions) => createUser(login, options, output));
  addReadCommands(user, output);
  addOperatorOptions(user.command('passwd'))
    .description('set the password, read from standard input, and end the sessions of the user')
    .argument('<login>')
    .action(async (login: string, options: OperatorOptions) => {
      const password = await readSecret('password');
      await write({ output, options }, ({ administration, actor }) =>
        administration.users.setPassword(actor, login, password),
      );
    });
  addGrantCommands(user, output);
  addSwitchCommands(user, output);
}

function addReadCommands(user: Command, output: Output): void {
  user
    .command('list')
    .description(`list users by name, up to ${String(MAX_LISTED)}`)
    .option('--json', 'print as JSON')
    .action((options: OperatorOptions) =>
      withDatabase(output, async ({ pool }) => {
        const listing = { q: null, role: null, limit: MAX_LISTED, after: null };
        const { items } = await makeManagedUserStore(pool).listUsers(listing);
        if (options.json) output.print(toJson(items.map(toKeyJson)));
        else output.print(items.length === 0 ? 'no users' : keyTable(items));
      }),
    );
  user
    .command('show')
    .description('show one user')
    .argument('<login>')
    .option('--json', 'print as JSON')
    .action((login: string, options: OperatorOptions) =>
      withDatabase(output, async ({ pool }) => {
        print({ value: await makeManagedUserStore(pool).findUser(login) }, options, output);
      }),
    );
}

function addGrantCommands(user: Command, output: Output): void {
  for (const verb of ['grant', 'revoke'] as const) {
    const command = withGrants(user.command(verb));
    if (verb === 'revoke') addLastAdministratorOption(command);
    command
      .description(verb === 'grant' ? 'grant scopes and roles' : 'take scopes and roles away')
      .argument('<login>')
      .action(async (login: string, { scope, role, ...options }: GrantOptions) => {
        const grants = grantsOf({ scope, role });
        await change({ output, options, login }, verb === 'grant' ? { grant: grants } : { take: grants });
      });
  }
}

function addSwitchCommands(user: Command, output: Output): void {
  const switches = [
    ['enable', 'let a disabled user through again', { enabled: true }],
    ['disable', 'reject a user, and their sessions, until enabled', { enabled: false }],
  ] as const;
  for (const [verb, description, wanted] of switches) {
    addLastAdministratorOption(addOperatorOptions(user.command(verb)))
      .description(description)
      .argument('<login>')
      .action((login: string, options: OperatorOptions) => change({ output, options, login }, wanted));
  }
  addLastAdministratorOption(addOperatorOptions(user.command('remove')))
    .description('remove a user for good; the name stays taken')
    .argument('<login>')
    .action((login: string, options: OperatorOptions) =>
      write({ output, options }, ({ administration, actor }) =>
        administration.users.remove(actor, { login, ifMatch: null }),
      ),
    );
}

function withGrants(command: Command): Command {
  return addOperatorOptions(command)
    .option('--scope <scope>', 'scope; repeat for more', collect, [])
    .option('--role <role>', 'role; repeat for more', collect, []);
}

function grantsOf({ scope, role }: Pick<GrantOptions, 'scope' | 'role'>): Grants {
  if (scope.length + role.length > 0) return { scopes: scope, roles: role };
  throw new ScopegateError('invalid_argument', 'nothing to grant or revoke', { hint: 'Name a --scope or a --role.' });
}

async function createUser(login: string, options: CreateOptions, output: Output): Promise<void> {
  const password = await readSecret('password');
  const { name = login, account, scope: scopes, role: roles, ip: allowedAddresses } = options;
  const request = { login, password, name, account, scopes, roles, allowedAddresses };
  validateUserRequest(request);
  await write({ output, options }, ({ administration, actor }) => administration.users.create(actor, request));
}

interface Called {
  readonly output: Output;
  readonly options: OperatorOptions;
}

async function change(
  { login, ...called }: Called & { login: string },
  wanted: ChangeUserRequest['change'],
): Promise<void> {
  validateChange(wanted);
  await write(called, ({ administration, actor }) =>
    administration.users.change(actor, { login, change: wanted, ifMatch: null }),
  );
}

async function write(
  { output, options }: Called,
  run: (opened: Administering) => Promise<Written<ManagedUser>>,
): Promise<void> {
  const { value, revision } = await administer({ output, options, secrets: 'none' }, run);
  print({ value, revision }, options, output);
}

function print(
  { value, ...extra }: { value: ManagedUser; revision?: number },
  options: OperatorOptions,
  output: Output,
): void {
  if (options.json) output.print(toJson({ ...extra, ...toKeyJson(value) }));
  else output.print(keyDetails(value, extra));
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
