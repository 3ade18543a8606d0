import { Option } from 'commander';
import type { Command } from 'commander';
import { isScopegateError } from '../../base/errors.js';
import { readNdjson } from '../../base/ndjson.js';
import { makeRouter } from '../../engine/index.js';
import { LEVELS, makeFinding } from '../../service/rehearsal/lint/finding.js';
import type { Finding, Level } from '../../service/rehearsal/lint/finding.js';
import { lintDatabase, lintRoutes } from '../../service/rehearsal/lint/lint-policy.js';
import { compileRoutes } from '../../service/rehearsal/policy-test/route-file.js';
import { makePolicyReader } from '../../store/postgres/policy-reader.js';
import { makeScopeReader } from '../../store/postgres/scope-reader.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import type { Progress } from '../progress.js';
import { withDatabase } from '../with-database.js';

interface LintOptions {
  readonly routes?: string;
  readonly failOn: Level | 'never';
  readonly json?: true;
}

const FOUND = 1;

export function addLintCommand(program: Command, output: Output): void {
  program
    .command('lint')
    .description(
      'find what is doubtful in policy; exit code 0: nothing as bad as --fail-on, 1: something, 2: no answer',
    )
    .option('--routes <file>', 'look at these routes, NDJSON; absent: the policy of the database')
    .addOption(
      new Option('--fail-on <level>', 'worst level that is let pass').choices([...LEVELS, 'never']).default('error'),
    )
    .option('--json', 'print the findings as JSON')
    .action(async (options: LintOptions) => {
      const progress = output.progress();
      try {
        const findings = await findAll(options, output, progress);
        progress.done();
        output.print(options.json ? toJson({ findings, ...countsOf(findings) }) : describe(findings));
        if (isBad(findings, options.failOn)) process.exitCode = FOUND;
      } finally {
        progress.done();
      }
    });
}

async function findAll({ routes }: LintOptions, output: Output, progress: Progress): Promise<readonly Finding[]> {
  const router = makeRouter();
  const onProgress = (step: string): void => {
    progress.step(step);
  };
  if (routes === undefined) {
    return withDatabase(output, ({ pool }) =>
      lintDatabase({ policy: makePolicyReader(pool), scopes: makeScopeReader(pool), router, onProgress }),
    );
  }
  try {
    onProgress(`compiling ${routes}`);
    return lintRoutes(await compileRoutes(routes, readNdjson(routes)), router);
  } catch (error) {
    // Routes that contradict each other are what lint is there to find.
    if (!isScopegateError(error) || error.code !== 'policy') throw error;
    return [makeFinding({ rule: 'rejected_policy', message: error.message })];
  }
}

function isBad(findings: readonly Finding[], failOn: LintOptions['failOn']): boolean {
  if (failOn === 'never') return false;
  return findings.some(({ level }) => LEVELS.indexOf(level) <= LEVELS.indexOf(failOn));
}

function countsOf(findings: readonly Finding[]): Readonly<Record<Level, number>> {
  const count = (level: Level): number => findings.filter((finding) => finding.level === level).length;
  return { error: count('error'), warning: count('warning'), info: count('info') };
}

function describe(findings: readonly Finding[]): string {
  const lines = findings.flatMap(({ level, rule, api, message, witness }) => {
    const place = api === '' ? '' : `[${api}] `;
    const line = `${level.padEnd(7)}  ${rule.padEnd(20)}  ${place}${message}`;
    if (witness === undefined) return [line];
    const verdict = witness.decidedBy === '' ? 'refused' : `decided by ${witness.decidedBy}`;
    return [line, `${' '.repeat(31)}${witness.method} ${witness.path} is ${verdict}`];
  });
  const { error, warning, info } = countsOf(findings);
  return [...lines, `${String(error)} errors, ${String(warning)} warnings, ${String(info)} notes`].join('\n');
}
