import { randomUUID } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { ScopegateError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { makeCandidate } from '../service/rehearsal/shadow/make-candidate.js';
import type { CandidateAbout, CandidateFile, ShadowStatus } from '../store/ports/shadow.js';
import { migrate } from '../store/postgres/migrations.js';
import { readMigrationFiles, readSqlFile } from '../store/postgres/migrations/migration-files.js';
import { rehearse } from '../store/postgres/plan/rehearse.js';
import type { Pool } from '../store/postgres/pool.js';
import { makeShadowStore } from '../store/postgres/shadow/shadow-store.js';
import type { Progress } from './database.js';

/** What operators do with a shadow policy. */
export interface Shadowing {
  /** Runs the migrations of a file or folder, rolls them back, and has their policy tried; answers with its id. */
  start(path: string): Promise<CandidateAbout>;
  /** Null for none. */
  status(maxDisagreements: number): Promise<ShadowStatus | null>;
  /**
   * Applies the pending migrations of the folder for good, if they are those that were tried and `confirm` does not reject; answers
   * with their names.
   */
  promote(folder: string, confirm: () => Promise<void>): Promise<readonly string[]>;
  /** False where there was none. */
  drop(): Promise<boolean>;
}

export interface ShadowingParts {
  /** A direct connection to the primary. */
  readonly url: string;
  readonly pool: Pool;
  readonly log: Log;
  readonly progress: Progress;
  /** Longest wait for one statement of a migration. */
  readonly statementTimeoutMs: number;
}

const LOCK_TIMEOUT_MS = 5_000;

export function openShadowing(parts: ShadowingParts): Shadowing {
  const { url, pool, log, progress, statementTimeoutMs } = parts;
  const store = makeShadowStore(pool);
  return {
    async start(path) {
      const basedOn = await currentRevision(pool);
      const options = { statementTimeoutMs, lockTimeoutMs: LOCK_TIMEOUT_MS, onProgress: progress };
      const rehearsal = await rehearse({ url, path, set: 'policy', ...options });
      if (rehearsal.files.length === 0)
        throw new ScopegateError('migration', `everything of ${path} is applied already`);
      const files = await filesOf(path, rehearsal.files);
      progress('compiling the candidate');
      const about = { id: randomUUID(), source: path, files, basedOn };
      await store.startCandidate(about, makeCandidate(rehearsal));
      return about;
    },
    status: (maxDisagreements) => store.readStatus(maxDisagreements),
    async promote(folder, confirm) {
      const status = await store.readStatus(0);
      if (status === null) throw new ScopegateError('not_found', 'no shadow policy is tried');
      await refuseOthers(folder, status.files, pool);
      await confirm();
      const applied = await migrate({ url, dir: folder, set: 'policy', log, onProgress: progress });
      await store.dropCandidate();
      return applied;
    },
    drop: () => store.dropCandidate(),
  };
}

async function currentRevision(pool: Pick<Pool, 'query'>): Promise<number> {
  const text = 'SELECT scopegate.current_revision()::float8 AS revision';
  const [row] = await pool.query<{ revision: number }>(text);
  return row?.revision ?? 0;
}

async function filesOf(path: string, names: readonly string[]): Promise<CandidateFile[]> {
  const isFolder = (await stat(path)).isDirectory();
  const files = isFolder ? await readMigrationFiles(path) : [await readSqlFile(path)];
  return files.filter(({ name }) => names.includes(name)).map(({ name, sha256 }) => ({ name, sha256 }));
}

/** What is applied must be what was tried: the same files, with the same content, and no other. */
async function refuseOthers(folder: string, tried: readonly CandidateFile[], pool: Pick<Pool, 'query'>): Promise<void> {
  const text = `SELECT c.name FROM scopegate.migration_checksum c WHERE c.set = 'policy'`;
  const applied = new Set((await pool.query<{ name: string }>(text)).map(({ name }) => name));
  const pending = (await readMigrationFiles(folder)).filter(({ name }) => !applied.has(name));
  const describe = (files: readonly CandidateFile[]): string =>
    JSON.stringify(files.map(({ name, sha256 }) => [name, sha256]));
  if (describe(pending) === describe(tried)) return;
  const names = (files: readonly CandidateFile[]): string => files.map(({ name }) => name).join(', ');
  throw new ScopegateError(
    'migration',
    `what is pending in ${folder} (${names(pending)}) is not what was tried (${names(tried)}), or has other content`,
    { hint: 'Start the shadow policy again with this folder, or put the files there that were tried.' },
  );
}
