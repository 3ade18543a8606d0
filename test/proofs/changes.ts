import { setTimeout as sleep } from 'node:timers/promises';
import { makeRandom } from '../chaos/random.js';
import type { Random } from '../chaos/random.js';
import { SEND } from '../support/outage-world.js';
import type { Operator } from '../support/outage-world.js';
import { openSession } from '../support/session.js';
import type { Session } from '../support/session.js';
import type { ProofReplica } from './replicas.js';
import { judgeAnswers } from './versions.js';
import type { SeenVersion, Version } from './versions.js';

export interface ChangesOptions {
  readonly databaseUrl: string;
  readonly operator: Operator;
  readonly replicas: readonly ProofReplica[];
  readonly changes: number;
  readonly writers: number;
  readonly keys: number;
  readonly seed: number;
}

export interface ChangesReport {
  /** Changes of a key that were committed. */
  readonly committed: number;
  /** Transactions by how they ended. */
  readonly endings: Readonly<Record<Ending, number>>;
  /** Answers that were compared with the true history. */
  readonly compared: number;
  readonly faults: readonly string[];
}

const ENDINGS = ['committed', 'rolled back', 'partly rolled back to a savepoint', 'prepared, then committed'] as const;
type Ending = (typeof ENDINGS)[number];

interface ChangedKey {
  readonly id: string;
  readonly authorization: string;
  /** In the order of revisions, once the run is over. */
  readonly history: Version[];
}

/**
 * Writers change the same keys at the same time: some transactions are rolled back, some in part, and some stay open while
 * others commit. Each change gives its key a name that no other change has given to any. After each commit every replica
 * is asked about what was changed, by its revision; and at the end about everything.
 */
export async function proveChanges(options: ChangesOptions): Promise<ChangesReport> {
  const keys: ChangedKey[] = [];
  for (let made = 0; made < options.keys; made++) {
    const { id, authorization, revision } = await options.operator.createKey();
    keys.push({ id, authorization, history: [{ revision, name: 'a key', outcome: 'REASON_SCOPE_HELD' }] });
  }
  const run = new Run(options, keys);
  await Promise.all(Array.from({ length: options.writers }, (_, writer) => run.write(writer)));
  await run.askAboutAll();
  return run.report();
}

class Run {
  private readonly options: ChangesOptions;
  private readonly keys: readonly ChangedKey[];
  private readonly seen = new Map<ChangedKey, SeenVersion[]>();
  private readonly endings = Object.fromEntries(ENDINGS.map((ending) => [ending, 0])) as Record<Ending, number>;
  private readonly faults: string[] = [];
  private committed = 0;
  private names = 0;
  private newest = 0;

  constructor(options: ChangesOptions, keys: readonly ChangedKey[]) {
    this.options = options;
    this.keys = keys;
  }

  async write(writer: number): Promise<void> {
    const { databaseUrl, changes, seed } = this.options;
    const random = makeRandom(seed + writer);
    const session = await openSession(databaseUrl);
    try {
      while (this.committed < changes) await this.transaction(session, random);
    } finally {
      await session.end();
    }
  }

  /** One or two keys, in the order of their ids so that none deadlocks. */
  private async transaction(session: Session, random: Random): Promise<void> {
    const ending = random.pick(ENDINGS);
    const last = this.keys.length - 1;
    const [first, second] = [random.between(0, last), random.between(0, last)].sort((a, b) => a - b);
    await session.run('BEGIN');
    const changed = [await this.change(session, this.keys[first!]!, random)];
    // Some stay open, while others that began later commit.
    if (random.between(1, 10) === 1) await sleep(random.between(1, 20));
    if (second !== first) {
      if (ending === 'partly rolled back to a savepoint') await session.run('SAVEPOINT half');
      const other = await this.change(session, this.keys[second!]!, random);
      if (ending === 'partly rolled back to a savepoint') await session.run('ROLLBACK TO half');
      else changed.push(other);
    }
    this.endings[ending]++;
    if (ending === 'rolled back') {
      // Some after they have taken a number, which then is a gap.
      if (random.between(1, 2) === 1) await session.run('SELECT scopegate.publish_changes()');
      await session.run('ROLLBACK');
      return;
    }
    const revision = await this.commit(session, ending);
    for (const { key, version } of changed) key.history.push({ ...version, revision });
    this.committed += changed.length;
    this.newest = Math.max(this.newest, revision);
    await this.ask(new Set(changed.map(({ key }) => key)), revision);
  }

  private async change(session: Session, key: ChangedKey, random: Random) {
    const name = `change ${String((this.names += 1))}`;
    const [isEnabled, isGranted] = [random.between(0, 1) === 1, random.between(0, 1) === 1];
    await session.run('UPDATE scopegate.credential SET name = $2, enabled = $3 WHERE public_id = $1', [
      key.id,
      name,
      isEnabled,
    ]);
    await session.run(`SELECT scopegate.${isGranted ? 'grant_scope' : 'revoke_scope'}($1, 'sms:send')`, [key.id]);
    const allowed = isGranted ? 'REASON_SCOPE_HELD' : 'REASON_MISSING_SCOPE';
    return { key, version: { name, outcome: isEnabled ? allowed : 'REASON_DISABLED_CREDENTIAL' } };
  }

  private async commit(session: Session, ending: Ending): Promise<number> {
    const isPrepared = ending === 'prepared, then committed';
    if (isPrepared) await session.run(`SET LOCAL scopegate.notify = 'off'`);
    const revision = Number(await session.value('SELECT scopegate.publish_changes()'));
    if (isPrepared) {
      const name = `proof ${String(revision)}`;
      await session.run(`PREPARE TRANSACTION '${name}'`);
      await session.run(`COMMIT PREPARED '${name}'`);
    } else {
      await session.run('COMMIT');
    }
    return revision;
  }

  private async ask(about: ReadonlySet<ChangedKey>, minRevision: number): Promise<void> {
    const keys = [...about];
    const requests = keys.map(({ authorization }) => ({ ...SEND, authorization }));
    await Promise.all(
      this.options.replicas.map(async ({ client }, replica) => {
        const { outcomes, revision } = await client.checkBatch(requests, { minRevision });
        if (revision < minRevision)
          this.faults.push(`replica ${String(replica)} answered by revision ${String(revision)}`);
        for (const [index, { response, error }] of outcomes.entries()) {
          if (error !== null) this.faults.push(`replica ${String(replica)}: ${error.code}`);
          else
            this.note(keys[index]!, {
              replica,
              revision,
              name: response.principal?.name ?? '',
              outcome: response.reason,
            });
        }
      }),
    );
  }

  private note(key: ChangedKey, seen: SeenVersion): void {
    const list = this.seen.get(key);
    if (list === undefined) this.seen.set(key, [seen]);
    else list.push(seen);
  }

  async askAboutAll(): Promise<void> {
    for (let from = 0; from < this.keys.length; from += 500) {
      await this.ask(new Set(this.keys.slice(from, from + 500)), this.newest);
    }
  }

  report(): ChangesReport {
    let compared = 0;
    for (const [key, seen] of this.seen) {
      compared += seen.length;
      this.faults.push(...judgeAnswers(key.history, seen));
    }
    return { committed: this.committed, endings: this.endings, compared, faults: this.faults };
  }
}
