import fc from 'fast-check';
import { stopAllServers } from './postgres.js';
import { FIXED_SEED } from './properties.js';

// The same run twice has the same result. Long runs give a new seed of their own.
fc.configureGlobal({ seed: FIXED_SEED });

/** Root hooks of every file (see .mocharc.json). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopAllServers();
  },
};
