import { stat } from 'node:fs/promises';
import type { Log } from '../../../base/log.js';
import type { CandidateFile, PolicyFiles } from '../../ports/shadow.js';
import { migrate } from '../migrations.js';
import { readMigrationFiles, readSqlFile } from '../migrations/migration-files.js';
import type { Pool } from '../pool.js';

export interface PolicyFilesDeps {
  /** A direct connection to the primary. */
  readonly url: string;
  readonly pool: Pick<Pool, 'query'>;
  readonly log: Log;
  readonly onProgress: (step: string) => void;
}

const appliedText = `SELECT c.name FROM scopegate.migration_checksum c WHERE c.set = 'policy'`;

export function makePolicyFiles({ url, pool, log, onProgress }: PolicyFilesDeps): PolicyFiles {
  return {
    async read(path, names) {
      const isFolder = (await stat(path)).isDirectory();
      const files = isFolder ? await readMigrationFiles(path) : [await readSqlFile(path)];
      return files.filter(({ name }) => names.includes(name)).map(toCandidateFile);
    },
    async readPending(folder) {
      const applied = new Set((await pool.query<{ name: string }>(appliedText)).map(({ name }) => name));
      return (await readMigrationFiles(folder)).filter(({ name }) => !applied.has(name)).map(toCandidateFile);
    },
    apply: (folder) => migrate({ url, dir: folder, set: 'policy', log, onProgress }),
  };
}

function toCandidateFile({ name, sha256 }: CandidateFile): CandidateFile {
  return { name, sha256 };
}
