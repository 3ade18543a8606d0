import { hostname, userInfo } from 'node:os';
import type { Command } from 'commander';
import { ScopegateError, isScopegateError } from '../base/errors.js';
import { openAdministration } from '../app/management.js';
import { openPepper } from '../app/database.js';
import { operatorActor } from '../service/administration/actor.js';
import type { Actor } from '../service/administration/actor.js';
import type { Administration } from '../service/administration/administration.js';
import { checkName, rejectFaults } from '../service/administration/input.js';
import type { ShowSecret } from '../service/administration/show-secret.js';
import type { Pepper } from '../service/identity/pepper.js';
import type { Output } from './output.js';
import { withDatabase } from './with-database.js';
import type { OpenedDatabase } from './with-database.js';

/** What every command takes that writes keys, users or sessions. */
export interface OperatorOptions {
  readonly as?: string;
  readonly allowNoAdministrator?: true;
  readonly json?: true;
}

export interface Administering extends OpenedDatabase {
  readonly administration: Administration;
  readonly actor: Actor;
}

export function addOperatorOptions(command: Command): Command {
  return command
    .option('--as <name>', 'name of the operator for the audit trail; else user and host of the operating system')
    .option('--json', 'print as JSON');
}

/** For commands that take something away. */
export function addLastAdministratorOption(command: Command): Command {
  return command.option('--allow-no-administrator', 'do it also where nobody would be left who administers Scopegate');
}

/** Runs a command that writes, as the operator who called it. Commands that make no secret need no pepper. */
export async function administer<Result>(
  { output, options, secrets }: { output: Output; options: OperatorOptions; secrets: 'makes a secret' | 'none' },
  run: (opened: Administering) => Promise<Result>,
): Promise<Result> {
  const actor = operator(options);
  if (secrets === 'makes a secret') output.requireReader();
  return withDatabase(output, async (opened) => {
    const { pool, database, config, log } = opened;
    const pepper = secrets === 'none' ? NO_PEPPER : await openPepper(database, { config, log });
    return run({ ...opened, actor, administration: openAdministration({ pool, pepper, config }) });
  });
}

const NO_PEPPER: Pick<Pepper, 'digest'> = {
  digest() {
    throw new ScopegateError('internal', 'a command that makes no secret asked for the digest of one');
  },
};

function operator({ as, allowNoAdministrator }: OperatorOptions): Actor {
  if (as !== undefined) rejectFaults([checkName('--as', as)]);
  return operatorActor({
    user: systemUser(),
    host: hostname(),
    as: as ?? null,
    allowNoAdministrator: allowNoAdministrator ?? false,
  });
}

/** A container may run as a user that has no name. */
function systemUser(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${String(process.getuid?.() ?? 'unknown')}`;
  }
}

/**
 * Runs what makes a secret. The secret is shown when everything is done but the commit: where it cannot be shown, nothing was
 * made; where the commit then fails, the error says that what was shown is not valid.
 */
export async function withSecret<Value, Result>(
  show: ShowSecret<Value>,
  make: (show: ShowSecret<Value>) => Promise<Result>,
): Promise<Result> {
  const state: { isShown: boolean } = { isShown: false };
  try {
    return await make(async (secret, made) => {
      await show(secret, made);
      state.isShown = true;
    });
  } catch (error) {
    if (!state.isShown || !isScopegateError(error)) throw error;
    const isUnknown = error.code === 'unavailable';
    const rest = isUnknown ? 'whether the secret above is valid is not known' : 'the secret above is not valid';
    throw new ScopegateError(error.code, `${error.message}; ${rest}`, {
      cause: error,
      hint: isUnknown
        ? 'Look whether the id above exists: scopegate key show, or the list of the API.'
        : 'Do it again.',
    });
  }
}
