import type { Command } from 'commander';
import { ScopegateError } from '../../base/errors.js';
import { makePasswords } from '../../service/credentials/passwords.js';
import { makeManageUsers } from '../../service/users/manage-users.js';
import type { Written } from '../../store/ports/keys.js';
import type { Grants, ManagedUser, UserStore } from '../../store/ports/users.js';
import { makeUserStore } from '../../store/postgres/user-store.js';
import { keyDetails, keyTable, toKeyJson } from '../key-view.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { readSecret } from '../read-secret.js';
import { withDatabase } from '../with-database.js';

interface Json {
  readonly json?: true;
}

interface GrantOptions extends Json {
  readonly scope: readonly string[];
  readonly role: readonly string[];
}

interface CreateOptions extends GrantOptions {
  readonly name?: string;
  readonly account: string;
  readonly ip: readonly string[];
}

/** One at a time: a command hashes one password. */
const PASSWORDS = { maxRunning: 1, maxWaiting: 0 };

export function addUserCommand(program: Command, output: Output): void {
  const user = program.command('user').description('manage users, who call with Basic credentials');
  withGrants(user.command('create'))
    .description('make a user; the password is read from standard input')
    .argument('<login>', 'what the user types: no colon')
    .option('--name <text>', 'name for people')
    .option('--account <name>', 'owner; created when new', 'default')
    .option('--ip <address or block>', 'address or CIDR block to call from; repeat for more', collect, [])
    .action((login: string, options: CreateOptions) => createUser(login, options, output));
  user
    .command('list')
    .description('list users, oldest first, up to 1000')
    .option('--json', 'print as JSON')
    .action((options: Json) => listUsers(options, output));
  user
    .command('show')
    .description('show one user')
    .argument('<login>')
    .option('--json', 'print as JSON')
    .action((login: string, options: Json) =>
      withDatabase(output, async ({ pool }) => {
        print({ value: await makeUserStore(pool).findUser(login) }, options, output);
      }),
    );
  user
    .command('passwd')
    .description('set the password, read from standard input, and end the sessions of the user')
    .argument('<login>')
    .option('--json', 'print as JSON')
    .action((login: string, options: Json) => setPassword(login, options, output));
  for (const verb of ['grant', 'revoke'] as const) {
    withGrants(user.command(verb))
      .description(verb === 'grant' ? 'grant scopes and roles' : 'take scopes and roles away')
      .argument('<login>')
      .action((login: string, { scope, role, ...options }: GrantOptions) =>
        change({ output, options }, (store) => store[verb](login, grantsOf({ scope, role }))),
      );
  }
  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    user
      .command(verb)
      .description(enabled ? 'let a disabled user through again' : 'refuse a user, and his sessions, until enabled')
      .argument('<login>')
      .option('--json', 'print as JSON')
      .action((login: string, options: Json) =>
        change({ output, options }, (store) => store.setEnabled(login, enabled)),
      );
  }
}

function withGrants(command: Command): Command {
  return command
    .option('--scope <scope>', 'scope; repeat for more', collect, [])
    .option('--role <role>', 'role; repeat for more', collect, [])
    .option('--json', 'print as JSON');
}

function grantsOf({ scope, role }: Pick<GrantOptions, 'scope' | 'role'>): Grants {
  if (scope.length + role.length > 0) return { scopes: scope, roles: role };
  throw new ScopegateError('invalid_argument', 'nothing to grant or revoke', { hint: 'Name a --scope or a --role.' });
}

async function createUser(login: string, options: CreateOptions, output: Output): Promise<void> {
  const password = await readSecret('password');
  await withDatabase(output, async ({ pool }) => {
    const users = makeManageUsers({ store: makeUserStore(pool), passwords: makePasswords(PASSWORDS) });
    const written = await users.create({
      login,
      password,
      name: options.name ?? login,
      account: options.account,
      scopes: options.scope,
      roles: options.role,
      allowedAddresses: options.ip,
    });
    print(written, options, output);
  });
}

async function setPassword(login: string, options: Json, output: Output): Promise<void> {
  const password = await readSecret('password');
  await withDatabase(output, async ({ pool }) => {
    const users = makeManageUsers({ store: makeUserStore(pool), passwords: makePasswords(PASSWORDS) });
    print(await users.setPassword(login, password), options, output);
  });
}

async function listUsers(options: Json, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool }) => {
    const users = await makeUserStore(pool).listUsers();
    if (options.json) output.print(toJson(users.map(toUserJson)));
    else output.print(users.length === 0 ? 'no users' : keyTable(users, Date.now()));
  });
}

type Change = (store: UserStore) => Promise<Written<ManagedUser>>;

async function change({ output, options }: { output: Output; options: Json }, apply: Change): Promise<void> {
  await withDatabase(output, async ({ pool }) => {
    print(await apply(makeUserStore(pool)), options, output);
  });
}

function print({ value, ...extra }: { value: ManagedUser; revision?: number }, options: Json, output: Output): void {
  if (options.json) output.print(toJson({ ...extra, ...toUserJson(value) }));
  else
    output.print(
      keyDetails(value, { ...extra, roles: value.roles.length === 0 ? 'none' : value.roles.join(', ') }, Date.now()),
    );
}

function toUserJson(user: ManagedUser): Record<string, unknown> {
  return { ...toKeyJson(user), roles: user.roles };
}

function collect(value: string, earlier: readonly string[]): string[] {
  return [...earlier, value];
}
