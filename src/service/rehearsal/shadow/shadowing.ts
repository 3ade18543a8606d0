import { randomUUID } from 'node:crypto';
import { ScopegateError } from '../../../base/errors.js';
import type { Rehearse } from '../../../store/ports/planning.js';
import type {
  CandidateAbout,
  CandidateFile,
  PolicyFiles,
  ShadowStatus,
  ShadowStore,
} from '../../../store/ports/shadow.js';
import { makeCandidate } from './make-candidate.js';

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

export interface ShadowingDeps {
  readonly store: Pick<ShadowStore, 'startCandidate' | 'readStatus' | 'dropCandidate'>;
  readonly files: PolicyFiles;
  readonly rehearse: Rehearse;
  readonly currentRevision: () => Promise<number>;
  readonly onProgress: (step: string) => void;
}

export function makeShadowing({ store, files, rehearse, currentRevision, onProgress }: ShadowingDeps): Shadowing {
  return {
    async start(path) {
      const basedOn = await currentRevision();
      const rehearsal = await rehearse(path);
      if (rehearsal.files.length === 0)
        throw new ScopegateError('migration', `everything of ${path} is applied already`);
      const tried = await files.read(path, rehearsal.files);
      onProgress('compiling the candidate');
      const about = { id: randomUUID(), source: path, files: tried, basedOn };
      await store.startCandidate(about, makeCandidate(rehearsal));
      return about;
    },
    status: (maxDisagreements) => store.readStatus(maxDisagreements),
    async promote(folder, confirm) {
      const status = await store.readStatus(0);
      if (status === null) throw new ScopegateError('not_found', 'no shadow policy is tried');
      rejectOthers(folder, status.files, await files.readPending(folder));
      await confirm();
      const applied = await files.apply(folder);
      await store.dropCandidate();
      return applied;
    },
    drop: () => store.dropCandidate(),
  };
}

/** What is applied must be what was tried: the same files, with the same content, and no other. */
function rejectOthers(folder: string, tried: readonly CandidateFile[], pending: readonly CandidateFile[]): void {
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
