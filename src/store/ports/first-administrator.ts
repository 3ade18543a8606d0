import type { NewApiKey } from './managed-keys.js';

export interface FirstAdministratorStore {
  isMade(): Promise<boolean>;
  /** False where another server was faster, or it was made long ago. */
  makeOnce(key: NewApiKey): Promise<boolean>;
}
