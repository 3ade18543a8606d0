import { ScopegateError } from '../../../base/errors.js';
import type { MigrationFile } from './migration-files.js';

/**
 * `schema`: what this version of Scopegate needs; `demo`: the policy that a newcomer meets; `policy`: what an operator
 * keeps in a folder.
 */
export type MigrationSet = 'schema' | 'demo' | 'policy';

/** A migration as the database remembers it; null where one of its two records is missing. */
export interface AppliedMigration {
  readonly name: string;
  readonly appliedOrder: number | null;
  readonly sha256: string | null;
}

export interface Comparison {
  readonly set: MigrationSet;
  readonly dir: string;
  /** In the order of their numbers. */
  readonly files: readonly MigrationFile[];
  /** In the order in which they were applied. */
  readonly applied: readonly AppliedMigration[];
}

/**
 * The files that are still to be applied.
 *
 * @throws ScopegateError `migration` when files and database tell different histories
 */
export function pendingFiles(comparison: Comparison): readonly MigrationFile[] {
  const { files, applied } = comparison;
  const byName = new Map(applied.map((one) => [one.name, one]));
  for (const one of applied) refuseHalfRecorded(one);
  refuseMissingFile(comparison);
  for (const file of files) {
    const one = byName.get(file.name);
    if (one !== undefined && one.sha256 !== file.sha256) {
      throw new ScopegateError('migration', `${file.path} was edited after it had been applied`, {
        hint: 'Bring back its old content, and write a new file for the change.',
      });
    }
  }
  const pending = files.filter((file) => !byName.has(file.name));
  const last = files.findLast((file) => byName.has(file.name));
  const late = pending.find((file) => last !== undefined && file.number < last.number);
  if (late !== undefined && last !== undefined) {
    throw new ScopegateError('migration', `${late.path} comes before ${last.name}, which is already applied`, {
      hint: 'Give it a higher number.',
    });
  }
  return pending;
}

function refuseHalfRecorded({ name, appliedOrder, sha256 }: AppliedMigration): void {
  if (appliedOrder !== null && sha256 !== null) return;
  const missing = appliedOrder === null ? 'a checksum but was never applied' : 'been applied without a checksum';
  throw new ScopegateError('migration', `in the database, migration ${name} has ${missing}`, {
    hint: 'Something else than `scopegate migrate` wrote there. Restore a backup, or start with an empty database.',
  });
}

function refuseMissingFile({ set, dir, files, applied }: Comparison): void {
  const known = new Set(files.map(({ name }) => name));
  const missing = applied.find(({ name }) => !known.has(name));
  if (missing === undefined) return;
  const newest = files.at(-1);
  if (set === 'schema' && newest !== undefined && Number.parseInt(missing.name, 10) > newest.number) {
    throw new ScopegateError(
      'migration',
      `the database is newer than this version of Scopegate: it has migration ${missing.name}, ` +
        `and this version knows none after ${newest.name}`,
      { hint: 'Run the newer version, or restore a backup from before the upgrade.' },
    );
  }
  const renamed = files.find(({ sha256 }) => sha256 === missing.sha256);
  throw new ScopegateError('migration', `migration ${missing.name} is applied, but ${dir} has no such file`, {
    hint: renamed === undefined ? 'Bring the file back.' : `Was it renamed? ${renamed.name} has the same content.`,
  });
}
