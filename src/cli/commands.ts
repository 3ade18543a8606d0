import type { Command } from 'commander';
import type { Output } from './output.js';

type AddCommand = (program: Command, output: Output) => void;

/**
 * A module that adds commands. It is imported when one of them is called: importing all of them takes most of a second.
 * The summaries stand in the list of commands while the module is not imported.
 */
export interface CommandModule {
  readonly summaries: Readonly<Record<string, string>>;
  load(): Promise<AddCommand>;
}

/** In the order of the list that help shows. */
export const COMMAND_MODULES: readonly CommandModule[] = [
  {
    summaries: { serve: 'serve decisions over gRPC, and metrics and health over HTTP' },
    load: async () => (await import('./commands/serve.js')).addServeCommand,
  },
  {
    summaries: { migrate: 'bring the schema up to date, and apply policy migrations' },
    load: async () => (await import('./commands/migrate.js')).addMigrateCommand,
  },
  {
    summaries: { check: 'ask a running Scopegate one question' },
    load: async () => (await import('./commands/check.js')).addCheckCommand,
  },
  {
    summaries: { can: 'list what a credential can call', who: 'list who can call an endpoint' },
    load: async () => (await import('./commands/lookup.js')).addLookupCommands,
  },
  {
    summaries: { key: 'manage API keys' },
    load: async () => (await import('./commands/key.js')).addKeyCommand,
  },
  {
    summaries: { user: 'manage users, who call with Basic credentials' },
    load: async () => (await import('./commands/user.js')).addUserCommand,
  },
  {
    summaries: { session: 'manage sessions of users, IBSSO tokens' },
    load: async () => (await import('./commands/session.js')).addSessionCommand,
  },
  {
    summaries: { wait: 'wait until every live replica decides by a revision' },
    load: async () => (await import('./commands/wait.js')).addWaitCommand,
  },
  {
    summaries: { plan: 'show what a policy migration would change, and for whom' },
    load: async () => (await import('./commands/plan.js')).addPlanCommand,
  },
  {
    summaries: { replay: 'decide logged requests again by the policy of any time' },
    load: async () => (await import('./commands/replay.js')).addReplayCommand,
  },
  {
    summaries: { shadow: 'try a policy migration on live traffic before it is applied' },
    load: async () => (await import('./commands/shadow.js')).addShadowCommand,
  },
  {
    summaries: { import: 'write a policy migration from an API description' },
    load: async () => (await import('./commands/import.js')).addImportCommand,
  },
  {
    summaries: { lint: 'find what is doubtful in policy' },
    load: async () => (await import('./commands/lint.js')).addLintCommand,
  },
  {
    summaries: { test: 'check decisions against a table of cases' },
    load: async () => (await import('./commands/test.js')).addTestCommand,
  },
  {
    summaries: { grants: 'print the SQL that grants a database role what it needs' },
    load: async () => (await import('./commands/grants.js')).addGrantsCommand,
  },
  {
    summaries: { config: 'print the effective configuration' },
    load: async () => (await import('./commands/config.js')).addConfigCommand,
  },
];
