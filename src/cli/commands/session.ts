import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { toIsoTime } from '../../base/instant.js';
import type { BegunSession } from '../../service/administration/begin-session.js';
import { addOperatorOptions, administer, withSecret } from '../administer.js';
import type { OperatorOptions } from '../administer.js';
import { toFields } from '../key-view.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { parseSpan } from '../span.js';

interface CreateOptions extends OperatorOptions {
  readonly idle: number;
  readonly lifetime: number;
}

const MINUTE_MS = 60_000;

export function addSessionCommand(program: Command, output: Output): void {
  const session = program.command('session').description('manage sessions of users, IBSSO tokens');
  addOperatorOptions(session.command('create'))
    .description('make a session for a user; its token is shown once and cannot be shown again')
    .argument('<login>', 'name of the user')
    .option('--idle <span>', 'how long it may be left unused: 30m, 12h', span, 30 * MINUTE_MS)
    .option('--lifetime <span>', 'how long it lasts at most: 12h, 7d', span, 12 * 60 * MINUTE_MS)
    .action((login: string, options: CreateOptions) => createSession(login, options, output));
  addOperatorOptions(session.command('end'))
    .description('end a session for good')
    .argument('<id>', 'public id of the session')
    .action((id: string, options: OperatorOptions) => endSession(id, options, output));
}

async function createSession(login: string, options: CreateOptions, output: Output): Promise<void> {
  const text = (token: string, { value, revision }: { value: BegunSession; revision: number }): string => {
    const { publicId: id } = value;
    const expiresAt = toIsoTime(value.expiresAtMs);
    if (options.json) return toJson({ id, token, expiresAt, revision });
    return toFields([
      ['token', token],
      ['id', id],
      ['expires', expiresAt],
    ]);
  };
  await administer({ output, options, secrets: 'makes a secret' }, ({ administration, actor }) =>
    withSecret<BegunSession, unknown>(
      (secret, made) => output.deliver(text(secret, made)),
      (show) =>
        administration.sessions.begin(actor, { login, idleMs: options.idle, lifetimeMs: options.lifetime }, { show }),
    ),
  );
  if (!options.json) output.note('Keep the token now: it is stored nowhere and cannot be shown again.');
}

async function endSession(id: string, options: OperatorOptions, output: Output): Promise<void> {
  await administer({ output, options, secrets: 'none' }, async ({ administration, actor }) => {
    const { revision } = await administration.sessions.end(actor, id);
    output.print(options.json ? toJson({ id, revision }) : `ended ${id} at revision ${String(revision)}`);
  });
}

function span(text: string): number {
  const spanMs = parseSpan(text);
  if (spanMs === null) throw new InvalidArgumentError('write a span such as 30m, 12h, 7d');
  return spanMs;
}
