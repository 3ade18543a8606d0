import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { toIsoTime } from '../../base/instant.js';
import { makeShadowing } from '../../service/rehearsal/shadow/shadowing.js';
import type { Shadowing } from '../../service/rehearsal/shadow/shadowing.js';
import type { ShadowStatus } from '../../store/ports/shadow.js';
import { readCurrentRevision } from '../../store/postgres/current-revision.js';
import { makePolicyFiles } from '../../store/postgres/shadow/policy-files.js';
import { makeShadowStore } from '../../store/postgres/shadow/shadow-store.js';
import { addConfirmOptions, requireConfirmation } from '../confirmation.js';
import type { ConfirmOptions } from '../confirmation.js';
import { toJson, toTable } from '../output.js';
import type { Output } from '../output.js';
import { REHEARSAL_BOUNDS, makeRehearse } from '../rehearsal.js';
import { withDatabase } from '../with-database.js';
import type { OpenedDatabase } from '../with-database.js';

interface Json {
  readonly json?: true;
}

/** `status`: the candidate would let somebody in or keep somebody out. `drop`: there was none. */
const DIFFERS = 1;

export function addShadowCommand(program: Command, output: Output): void {
  const shadow = program.command('shadow').description('try a policy migration on live traffic before it is applied');
  shadow
    .command('start')
    .description('have every replica decide by these migrations too, after it has answered by the policy in force')
    .argument('<path>', 'SQL file, or folder of which the files are tried that are not applied yet')
    .option('--json', 'print as JSON')
    .action((path: string, options: Json) =>
      withShadowing(output, async (shadowing) => {
        const { id, files, basedOn } = await shadowing.start(path);
        const names = files.map(({ name }) => name).join(', ');
        output.print(
          options.json ? toJson({ id, files, basedOn }) : `trying ${names}, on top of revision ${String(basedOn)}`,
        );
      }),
    );
  shadow
    .command('status')
    .description('where the candidate decides otherwise; exit code 0: it allows and denies alike, 1: not, 2: no answer')
    .option('--limit <number>', 'how many differences to list', parseCount, 50)
    .option('--json', 'print as JSON')
    .action((options: Json & { readonly limit: number }) =>
      withShadowing(output, async (shadowing) => {
        const status = await shadowing.status(options.limit);
        output.print(options.json ? toJson(status) : describe(status));
        const { allow_to_deny: losses = 0, deny_to_allow: gains = 0 } = status?.counts ?? {};
        if (losses + gains > 0) process.exitCode = DIFFERS;
      }),
    );
  const promote = shadow
    .command('promote')
    .description('apply for good what was tried, as "migrate --dir" does, and end the trial')
    .argument('<folder>', 'folder of the migrations; what is pending there must be what was tried');
  addConfirmOptions(promote)
    .option('--json', 'print as JSON')
    .action((folder: string, options: Json & ConfirmOptions) =>
      withShadowing(output, async (shadowing, target) => {
        const what = { dir: folder, command: `shadow promote ${folder}` };
        const applied = await shadowing.promote(folder, () => requireConfirmation(what, options, target));
        output.print(options.json ? toJson({ applied }) : `applied ${applied.join(', ')}`);
      }),
    );
  shadow
    .command('drop')
    .description('end the trial; exit code 1: there was none')
    .action(() =>
      withShadowing(output, async (shadowing) => {
        const isDropped = await shadowing.drop();
        output.print(isDropped ? 'the trial is over' : 'no shadow policy was tried');
        if (!isDropped) process.exitCode = DIFFERS;
      }),
    );
}

function withShadowing(
  output: Output,
  run: (shadowing: Shadowing, opened: OpenedDatabase) => Promise<void>,
): Promise<void> {
  return withDatabase(output, (opened) => {
    const { pool, progress } = opened;
    const onProgress = (step: string): void => progress.step(step);
    const shadowing = makeShadowing({
      store: makeShadowStore(pool),
      files: makePolicyFiles({ ...opened, onProgress }),
      rehearse: makeRehearse(opened, REHEARSAL_BOUNDS),
      currentRevision: () => readCurrentRevision(pool),
      onProgress,
    });
    return run(shadowing, opened);
  });
}

function describe(status: ShadowStatus | null): string {
  if (status === null) return 'no shadow policy is tried';
  const { agree = 0, allow_to_deny: losses = 0, deny_to_allow: gains = 0, other_reason: others = 0 } = status.counts;
  const { undecided = 0, failed = 0, lost = 0 } = status.counts;
  const checks = agree + losses + gains + others;
  const rows = status.disagreements.map(({ endpoint, credential, live, shadow, checks: count, example, lastAtMs }) => [
    endpoint === '' ? '-' : endpoint,
    credential === '' ? '-' : credential,
    live,
    shadow,
    String(count),
    `${example.method} ${example.host}${example.path} at ${toIsoTime(lastAtMs)}`,
  ]);
  return [
    `${status.files.map(({ name }) => name).join(', ')} since ${toIsoTime(status.startedAtMs)}, on top of revision ${String(status.basedOn)}`,
    ...(status.isStale
      ? ['STALE: the policy in force has changed since; start it again to try what it would be now']
      : []),
    `${String(checks)} checks: ${String(agree)} alike, ${String(gains)} only the candidate allows, ${String(losses)} only the policy in force allows, ${String(others)} for another reason`,
    ...(undecided > 0 ? [`${String(undecided)} not decided: they need a credential that was not looked at`] : []),
    ...(failed > 0 ? [`${String(failed)} failed: the candidate gave no decision`] : []),
    ...(lost > 0 ? [`${String(lost)} lost: more came than could be decided twice`] : []),
    ...(rows.length === 0
      ? []
      : ['', toTable(['endpoint', 'credential', 'in force', 'candidate', 'checks', 'for example'], rows)]),
  ].join('\n');
}

function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}
