import type { Command } from 'commander';
import { readNdjson } from '../../base/ndjson.js';
import { makeRouter } from '../../engine/index.js';
import { parseCase } from '../../service/rehearsal/policy-test/case.js';
import type { PolicyCase } from '../../service/rehearsal/policy-test/case.js';
import { readPolicyUnderTest } from '../../service/rehearsal/policy-test/policy-under-test.js';
import type { PolicyUnderTest } from '../../service/rehearsal/policy-test/policy-under-test.js';
import { compileRoutes } from '../../service/rehearsal/policy-test/route-file.js';
import { tryCase } from '../../service/rehearsal/policy-test/try-case.js';
import type { CaseVerdict } from '../../service/rehearsal/policy-test/try-case.js';
import { makePolicyReader } from '../../store/postgres/policy-reader.js';
import type { Output } from '../output.js';
import type { Progress } from '../progress.js';
import { withDatabase } from '../with-database.js';

interface TestOptions {
  readonly routes?: string;
  readonly cases: string;
  readonly json?: true;
}

const SOME_FAILED = 1;

export function addTestCommand(program: Command, output: Output): void {
  program
    .command('test')
    .description('try cases on a policy; exit code 0: all passed, 1: some failed, 2: could not be tried')
    .requiredOption('--cases <file>', 'requests and what is expected of them, NDJSON')
    .option('--routes <file>', 'routes to try them on, NDJSON; absent: the policy of the database')
    .option('--json', 'print one JSON object a case')
    .action(async (options: TestOptions) => {
      const progress = output.progress();
      try {
        const failed = await runCases(await openPolicy(options, output, progress), { options, output, progress });
        if (failed > 0) process.exitCode = SOME_FAILED;
      } finally {
        progress.done();
      }
    });
}

function openPolicy({ routes }: TestOptions, output: Output, progress: Progress): Promise<PolicyUnderTest> {
  if (routes !== undefined) {
    progress.step(`compiling ${routes}`);
    return compileRoutes(routes, readNdjson(routes));
  }
  return withDatabase(output, ({ pool }) => readPolicyUnderTest(makePolicyReader(pool), (step) => progress.step(step)));
}

interface Run {
  readonly options: TestOptions;
  readonly output: Output;
  readonly progress: Progress;
}

/** Answers with how many failed. */
async function runCases(policy: PolicyUnderTest, { options, output, progress }: Run): Promise<number> {
  const router = makeRouter();
  const counts = { passed: 0, failed: 0 };
  const report = (text: string): void => {
    progress.done();
    output.print(text);
  };
  for await (const { number, value } of readNdjson(options.cases)) {
    const one = parseCase(value, { file: options.cases, line: number });
    const verdict = tryCase(policy, router, one);
    counts[verdict.passed ? 'passed' : 'failed'] += 1;
    if (options.json) report(JSON.stringify(toJsonCase(one, verdict)));
    else if (!verdict.passed) report(describeFailure(options.cases, one, verdict));
    progress.step(`${String(number)} cases tried`);
  }
  progress.done();
  const summary = `${String(counts.passed)} passed, ${String(counts.failed)} failed`;
  if (options.json) output.note(summary);
  else output.print(summary);
  return counts.failed;
}

function toJsonCase(one: PolicyCase, { passed, outcome, decision, endpoint, explanation }: CaseVerdict): object {
  const { line, host, method, path, expect, reason: expectedReason } = one;
  const { reason, detail, canonicalPath, matchedScope } = decision;
  const expected = expectedReason === '' ? {} : { expected_reason: expectedReason };
  const reached = { endpoint, canonical_path: canonicalPath, matched_scope: matchedScope };
  const why = explanation === null ? {} : { explanation };
  return { line, passed, host, method, path, expect, ...expected, outcome, reason, detail, ...reached, ...why };
}

function describeFailure(
  file: string,
  one: PolicyCase,
  { outcome, decision, endpoint, explanation }: CaseVerdict,
): string {
  const expected = one.reason === '' ? one.expect : `${one.expect} (${one.reason})`;
  const detail = decision.detail === '' ? '' : `, ${decision.detail}`;
  const lines = [
    `FAILED ${file}, line ${String(one.line)}: ${JSON.stringify(one.method)} ${JSON.stringify(one.path)}`,
    `  expected    ${expected}`,
    `  got         ${outcome} (${decision.reason}${detail})`,
  ];
  const add = (label: string, text: string): void => {
    if (text !== '') lines.push(`  ${label.padEnd(12)}${text}`);
  };
  add('host', one.host);
  add('endpoint', endpoint);
  add('canonical', decision.canonicalPath);
  add('matched', decision.matchedScope);
  add('held', one.scopesHeld === null ? 'no credential' : one.scopesHeld.join(', '));
  add('sufficient', explanation?.sufficientScopes.join(', ') ?? '');
  for (const miss of explanation?.nearMisses ?? [])
    add('near miss', `${miss.method} ${miss.template}: ${miss.difference}`);
  return lines.join('\n');
}
