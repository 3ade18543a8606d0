import { readFile, writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Command } from 'commander';
import { ScopegateError, messageOf } from '../../base/errors.js';
import type { GuardChoices } from '../../service/rehearsal/import/choose-guard.js';
import { planImport } from '../../service/rehearsal/import/plan-import.js';
import type { ImportPlan } from '../../service/rehearsal/import/plan-import.js';
import { readDocument } from '../../service/rehearsal/import/read-document.js';
import { readExisting } from '../../service/rehearsal/import/read-existing.js';
import { refuseSharedScopes } from '../../service/rehearsal/import/shared-scopes.js';
import { toMigration } from '../../service/rehearsal/import/to-migration.js';
import type { ExistingPolicy, Migration } from '../../service/rehearsal/import/to-migration.js';
import { makePolicyReader } from '../../store/postgres/policy-reader.js';
import { makeScopeReader } from '../../store/postgres/scope-reader.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { withDatabase } from '../with-database.js';

interface ImportOptions extends GuardChoices {
  readonly api: string;
  readonly category: string;
  readonly errorFamily: string;
  readonly host?: string;
  readonly sharedScopes: 'reuse' | 'reject';
  readonly out?: string;
  readonly against?: 'database';
  readonly json?: true;
}

export function addImportCommand(program: Command, output: Output): void {
  program
    .command('import')
    .description(
      'write a policy migration from an OpenAPI 3, Swagger 2.0 or Google discovery document; changes no database',
    )
    .argument('<file>', 'document in JSON or YAML')
    .requiredOption('--api <name>', 'API that the endpoints go to')
    .option('--category <name>', 'category of new scopes', 'General')
    .option('--error-family <name>', 'error family of a new API', 'requestError')
    .option('--host <host>', 'take what this host of the document serves, and nothing else')
    .option('--out <file>', 'where to write the migration; absent: standard output')
    .addOption(
      new Option('--against <what>', 'write only what differs from what the database holds').choices(['database']),
    )
    .addOption(choice('--multi <how>', 'several scopes or credentials in one requirement', ['any', 'all', 'reject']))
    .addOption(choice('--mixed <how>', 'alternatives with and without scopes', ['scoped', 'authenticated', 'reject']))
    .addOption(choice('--optional <how>', 'operations whose credential is optional', ['public', 'scoped', 'reject']))
    .addOption(
      choice('--undeclared <how>', 'operations that say nothing', ['closed', 'authenticated', 'public', 'reject']),
    )
    .addOption(choice('--patterns <how>', 'parameters with a pattern', ['segment', 'closed', 'reject']))
    .addOption(choice('--servers <how>', 'operations that not all servers have', ['merge', 'closed', 'reject']))
    .addOption(choice('--unusable <how>', 'paths that no template can express', ['skip', 'reject']))
    .addOption(choice('--shared-scopes <how>', 'scopes that other APIs of the database use', ['reuse', 'reject']))
    .option('--json', 'print counts and the operations that a choice touched as JSON; needs --out')
    .action((file: string, options: ImportOptions) => runImport(file, options, output));
}

function choice(flags: string, description: string, choices: readonly string[]): Option {
  return new Option(flags, description).choices(choices).default('reject');
}

async function runImport(file: string, options: ImportOptions, output: Output): Promise<void> {
  if (options.json === true && options.out === undefined) {
    throw new ScopegateError(
      'invalid_argument',
      '--json prints about the migration, so it needs --out for the migration',
    );
  }
  const { document, plan, existing } = await readAll(file, options, output);
  const migration = toMigration(document, plan, options, existing);
  if (options.out === undefined) output.print(migration.sql ?? '-- nothing to change');
  else if (migration.sql !== null) await writeNew(options.out, migration.sql);
  if (options.json === true) {
    const { questions, publicEndpoints } = plan;
    output.print(
      toJson({ ...counts(plan, migration), questions, public: publicEndpoints, remarks: migration.remarks }),
    );
  } else output.note(summary(plan, migration, options.out));
}

async function readAll(file: string, options: ImportOptions, output: Output) {
  const progress = output.progress();
  try {
    progress.step(`reading ${file}`);
    const text = await readText(file);
    progress.step(`parsing ${file}, ${String(Math.ceil(text.length / 1024))} KB`);
    const document = await readDocument(text, options.host);
    progress.step(`planning ${String(document.operations.length)} endpoints`);
    const plan = planImport(document, options);
    progress.step('comparing with the database');
    const existing = options.against === undefined ? null : await readFromDatabase(options.api, output);
    if (existing !== null && options.sharedScopes === 'reject') refuseSharedScopes(plan, existing);
    return { document, plan, existing };
  } finally {
    progress.done();
  }
}

function readFromDatabase(apiName: string, output: Output): Promise<ExistingPolicy> {
  return withDatabase(output, ({ pool }) =>
    readExisting(apiName, { policy: makePolicyReader(pool), scopes: makeScopeReader(pool) }),
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    throw new ScopegateError('invalid_argument', `cannot read ${file}: ${messageOf(error)}`, { cause: error });
  }
}

/** A migration that exists may have been applied: it is never overwritten. */
async function writeNew(file: string, sql: string): Promise<void> {
  try {
    await writeFile(file, sql, { flag: 'wx' });
  } catch (error) {
    throw new ScopegateError('conflict', `cannot write ${file}: ${messageOf(error)}`, {
      cause: error,
      hint: 'Choose the next free number: an applied migration must not change.',
    });
  }
}

function counts(plan: ImportPlan, { added, changed, dropped }: Migration): Record<string, number> {
  return { operations: plan.operationCount, endpoints: plan.endpoints.length, added, changed, dropped };
}

function summary(plan: ImportPlan, migration: Migration, out: string | undefined): string {
  const { added, changed, dropped } = migration;
  const lines = [
    `${String(plan.operationCount)} operations, ${String(plan.endpoints.length)} endpoints: ` +
      `${String(added)} added, ${String(changed)} changed, ${String(dropped)} dropped`,
    ...migration.remarks.map((remark) => `remark: ${remark}`),
  ];
  for (const [question, operations] of Object.entries(plan.questions)) {
    lines.push(`decided by choice (${question}), ${String(operations.length)} operations:`);
    lines.push(...operations.map((operation) => `  ${operation}`));
  }
  if (plan.publicEndpoints.length > 0) {
    lines.push(`open to everybody, ${String(plan.publicEndpoints.length)} endpoints:`);
    lines.push(...plan.publicEndpoints.map((endpoint) => `  ${endpoint}`));
  }
  if (migration.sql === null) lines.push('nothing to change');
  else if (out !== undefined) lines.push(`wrote ${out}; read it, then: scopegate migrate --dir <its folder>`);
  return lines.join('\n');
}
