import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { systemClock } from '../../base/clock.js';
import { makeWaitApplied } from '../../service/decision/freshness/wait-applied.js';
import type { WaitOutcome } from '../../service/decision/freshness/wait-applied.js';
import { makeReplicaRegistry } from '../../store/postgres/replica-registry.js';
import type { Pool } from '../../store/postgres/pool.js';
import type { LiveReplica } from '../../store/ports/replicas.js';
import { toJson } from '../output.js';
import type { Output } from '../output.js';
import { withDatabase } from '../with-database.js';

interface WaitOptions {
  readonly timeout: number;
  readonly json?: true;
}

const APPLIED = 0;
const PENDING = 1;

export function addWaitCommand(program: Command, output: Output): void {
  program
    .command('wait')
    .description('wait until every live replica decides by a revision; exit code 0: they do, 1: not all of them')
    .argument('<revision>', 'what a change was answered with', parseCount)
    .option('--timeout <ms>', 'how long to wait', parseCount, 10_000)
    .option('--json', 'print as JSON')
    .action(async (revision: number, options: WaitOptions) => {
      await withDatabase(output, async ({ pool }) => {
        const outcome = await waitFor(pool, revision, options.timeout);
        output.print(options.json ? toJson({ revision, ...outcome }) : describeWait(revision, outcome));
        process.exitCode = outcome.isApplied ? APPLIED : PENDING;
      });
    });
}

/** Waits as `scopegate wait` does; sets the exit code when the time was not enough. */
export async function waitAndReport(pool: Pool, revision: number, output: Output): Promise<void> {
  const outcome = await waitFor(pool, revision, 10_000);
  output.note(describeWait(revision, outcome));
  if (!outcome.isApplied) process.exitCode = PENDING;
}

function waitFor(pool: Pool, revision: number, timeoutMs: number): Promise<WaitOutcome> {
  const waitApplied = makeWaitApplied({ registry: makeReplicaRegistry(pool), clock: systemClock });
  return waitApplied({ revision, deadlineMs: systemClock() + timeoutMs });
}

function describeWait(revision: number, { isApplied, applied, pending }: WaitOutcome): string {
  if (isApplied && applied.length === 0) return 'no replica is running';
  if (isApplied) return `revision ${String(revision)} is applied by ${count(applied.length)}`;
  const names = pending.map((replica) => `  ${describeReplica(replica)}`).join('\n');
  return `revision ${String(revision)} is not applied yet by ${count(pending.length)}:\n${names}`;
}

function describeReplica({ name, address, appliedRevision, seenAgeMs }: LiveReplica): string {
  const seen = `${(seenAgeMs / 1000).toFixed(1)} s ago`;
  return `${name} (${address}): at revision ${String(appliedRevision)}, heard of ${seen}`;
}

function count(replicas: number): string {
  return replicas === 1 ? '1 replica' : `${String(replicas)} replicas`;
}

function parseCount(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError('write a whole number');
  return Number(text);
}
