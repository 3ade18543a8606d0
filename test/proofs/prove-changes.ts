/**
 * Whether any change is lost at any replica: `npm run prove:changes -- --changes 10000 --replicas 3 --writers 8 --seed 1`.
 */
import { startThrowawayServer, stopAllServers } from '../support/postgres.js';
import { boundWholeRun } from './bound.js';
import { proveChanges } from './changes.js';
import { readFlags } from './flags.js';
import { startProofWorld } from './proof-world.js';
import { isProven } from './verdict.js';

const values = readFlags('npm run prove:changes', {
  changes: { what: 'changes to commit', fallback: 10_000, least: 1 },
  replicas: { what: 'processes that follow', fallback: 3, least: 1 },
  writers: { what: 'who change at once', fallback: 8, least: 1 },
  keys: { what: 'keys that are changed', fallback: 200, least: 1 },
  seed: { what: 'of the random choices', fallback: 1, least: 0 },
});

boundWholeRun(10 * 60_000);
const server = await startThrowawayServer();
const { url } = await server.createEmptyDatabase();
const world = await startProofWorld(url, values.replicas);
const beganAt = performance.now();
const report = await proveChanges({
  ...world,
  changes: values.changes,
  writers: values.writers,
  keys: values.keys,
  seed: values.seed,
});
const seconds = Math.round((performance.now() - beganAt) / 1000);
await world.close();
await stopAllServers();
console.log(
  `${String(report.committed)} changes committed by ${String(values.writers)} writers in ${String(seconds)} s, seed ${String(values.seed)}`,
);
console.log(`transactions: ${JSON.stringify(report.endings)}`);
const compared = [
  { what: 'changes committed', got: report.committed, least: values.changes },
  // After each commit every replica is asked about what it changed.
  { what: 'answers of replicas with the true history', got: report.compared, least: values.changes * values.replicas },
];
process.exit(isProven(compared, report.faults) ? 0 : 1);
