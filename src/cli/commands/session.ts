import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { openPepper } from '../../app/database.js';
import { systemClock } from '../../base/clock.js';
import { makeCreateSession } from '../../service/sessions/create-session.js';
import { makeSessionStore } from '../../store/postgres/session-store.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';
import { withDatabase } from '../with-database.js';

interface CreateOptions {
  readonly idle: number;
  readonly lifetime: number;
  readonly json?: true;
}

const MINUTE_MS = 60_000;

export function addSessionCommand(program: Command, output: Output): void {
  const session = program.command('session').description('manage sessions of users, IBSSO tokens');
  session
    .command('create')
    .description('make a session for a user; its token is shown once and cannot be shown again')
    .argument('<login>', 'name of the user')
    .option('--idle <span>', 'how long it may be left unused: 30m, 12h', span, 30 * MINUTE_MS)
    .option('--lifetime <span>', 'how long it lasts at most: 12h, 7d', span, 12 * 60 * MINUTE_MS)
    .option('--json', 'print as JSON')
    .action((login: string, options: CreateOptions) => createSession(login, options, output));
  session
    .command('end')
    .description('end a session for good')
    .argument('<id>', 'public id of the session')
    .option('--json', 'print as JSON')
    .action((id: string, options: { json?: true }) => endSession(id, options, output));
}

async function createSession(login: string, options: CreateOptions, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool, database, config, log }) => {
    const pepper = await openPepper(database, { config, log });
    const create = makeCreateSession({
      store: makeSessionStore(pool),
      pepper,
      keyPrefix: config.keyPrefix,
      clock: systemClock,
    });
    const { revision, value } = await create({ login, idleMs: options.idle, lifetimeMs: options.lifetime });
    const expiresAt = new Date(value.expiresAtMs).toISOString();
    if (options.json) output.print(toJson({ id: value.publicId, token: value.token, expiresAt, revision }));
    else output.print(`token       ${value.token}\nid          ${value.publicId}\nexpires     ${expiresAt}`);
    if (!options.json) output.note('Keep the token now: it is stored nowhere and cannot be shown again.');
  });
}

async function endSession(id: string, options: { json?: true }, output: Output): Promise<void> {
  await withDatabase(output, async ({ pool }) => {
    const { revision } = await makeSessionStore(pool).endSession(id);
    output.print(options.json ? toJson({ id, revision }) : `ended ${id} at revision ${String(revision)}`);
  });
}

function span(text: string): number {
  const spanMs = parseSpan(text);
  if (spanMs === null) throw new InvalidArgumentError('write a span such as 30m, 12h, 7d');
  return spanMs;
}
