/**
 * How long a revoked key lives on, at several replicas that are processes of their own:
 * `npm run prove:revocation -- --revocations 1000 --replicas 3 --mode notify`. Without a mode: all of them, one after another.
 */
import { parseArgs } from 'node:util';
import { startThrowawayServer, stopAllServers } from '../support/postgres.js';
import { boundWholeRun } from './bound.js';
import { percentilesOf, tellPercentiles } from './percentiles.js';
import { startProofWorld } from './proof-world.js';
import { MODES } from './revocation-modes.js';
import { measureRevocations } from './revocations.js';

const { values } = parseArgs({
  options: {
    revocations: { type: 'string', default: '1000' },
    replicas: { type: 'string', default: '3' },
    mode: { type: 'string', default: Object.keys(MODES).join(',') },
  },
});

boundWholeRun(10 * 60_000);
const server = await startThrowawayServer();
const { url } = await server.createEmptyDatabase();
const world = await startProofWorld(url, Number(values.replicas));
let isKept = true;
for (const name of values.mode.split(',')) {
  const mode = MODES[name];
  if (mode === undefined) throw new Error(`no mode ${name}; there are ${Object.keys(MODES).join(', ')}`);
  const revocations = Number(values.revocations);
  const beganAt = performance.now();
  const end = mode.begin(world.replicas);
  const { lanes, spreadMs, p99BoundMs } = mode;
  const report = await measureRevocations({
    ...world,
    ...{ revocations, lanes, spreadMs },
  });
  end();
  const percentiles = percentilesOf(report.delaysMs);
  const isWhole = percentiles.count === revocations * world.replicas.length && report.faults.length === 0;
  const isFast = percentiles.p99 <= p99BoundMs;
  isKept &&= isWhole && isFast && (report.unanswered === 0 || !mode.isAnswered);
  console.log(`${mode.title}: ${String(revocations)} revocations, ${String(world.replicas.length)} replicas`);
  console.log(`  ${tellPercentiles(percentiles)}; promised p99: ${String(p99BoundMs)} ms`);
  console.log(`  unanswered: ${String(report.unanswered)}, broken: ${String(report.faults.length)}`);
  console.log(`  took ${String(Math.round((performance.now() - beganAt) / 1000))} s`);
  for (const fault of report.faults.slice(0, 10)) console.log(`  ${fault}`);
}
await world.close();
await stopAllServers();
console.log(isKept ? 'every promise was kept' : 'a promise was broken');
process.exit(isKept ? 0 : 1);
