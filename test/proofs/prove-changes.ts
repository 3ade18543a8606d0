/**
 * Whether any change is lost at any replica: `npm run prove:changes -- --changes 10000 --replicas 3 --writers 8 --seed 1`.
 */
import { parseArgs } from 'node:util';
import { startThrowawayServer, stopAllServers } from '../support/postgres.js';
import { boundWholeRun } from './bound.js';
import { proveChanges } from './changes.js';
import { startProofWorld } from './proof-world.js';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '10000' },
    replicas: { type: 'string', default: '3' },
    writers: { type: 'string', default: '8' },
    keys: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});

boundWholeRun(10 * 60_000);
const server = await startThrowawayServer();
const { url } = await server.createEmptyDatabase();
const world = await startProofWorld(url, Number(values.replicas));
const beganAt = performance.now();
const report = await proveChanges({
  ...world,
  changes: Number(values.changes),
  writers: Number(values.writers),
  keys: Number(values.keys),
  seed: Number(values.seed),
});
const seconds = Math.round((performance.now() - beganAt) / 1000);
await world.close();
await stopAllServers();
console.log(
  `${String(report.committed)} changes committed by ${values.writers} writers in ${String(seconds)} s, seed ${values.seed}`,
);
console.log(`transactions: ${JSON.stringify(report.endings)}`);
console.log(`${String(report.compared)} answers of ${values.replicas} replicas compared with the true history`);
console.log(`lost or wrong: ${String(report.faults.length)}`);
for (const fault of report.faults.slice(0, 10)) console.log(`  ${fault}`);
const isKept = report.faults.length === 0 && report.committed >= Number(values.changes);
console.log(isKept ? 'every promise was kept' : 'a promise was broken');
process.exit(isKept ? 0 : 1);
