import { stopAllServers } from './postgres.js';

/** Root hooks of every run (see .mocharc.json). */
export const mochaHooks = {
  async afterAll(): Promise<void> {
    await stopAllServers();
  },
};
