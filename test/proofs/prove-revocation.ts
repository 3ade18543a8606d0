/**
 * How long a revoked key lives on, at several replicas that are processes of their own:
 * `npm run prove:revocation -- --revocations 1000 --replicas 3 --mode notify`. Without a mode: all of them, one after another.
 */
import { startThrowawayServer, stopAllServers } from '../support/postgres.js';
import { boundWholeRun } from './bound.js';
import { readFlags } from './flags.js';
import { percentilesOf, tellPercentiles } from './percentiles.js';
import { startProofWorld } from './proof-world.js';
import { MODES } from './revocation-modes.js';
import { measureRevocations } from './revocations.js';
import { isProven } from './verdict.js';
import type { Compared } from './verdict.js';

const values = readFlags('npm run prove:revocation', {
  revocations: { what: 'keys to revoke in each mode', fallback: 1000, least: 1 },
  replicas: { what: 'processes that follow', fallback: 3, least: 1 },
  mode: { what: 'one mode or several', fallback: Object.keys(MODES).join(','), oneOf: Object.keys(MODES) },
});
const broken: string[] = [];
const compared: Compared[] = [];

boundWholeRun(10 * 60_000);
const server = await startThrowawayServer();
const { url } = await server.createEmptyDatabase();
const world = await startProofWorld(url, values.replicas);
for (const name of values.mode.split(',')) {
  const mode = MODES[name]!;
  const { revocations } = values;
  const beganAt = performance.now();
  const end = mode.begin(world.replicas);
  const { lanes, spreadMs, p99BoundMs } = mode;
  const report = await measureRevocations({
    ...world,
    ...{ revocations, lanes, spreadMs },
  });
  end();
  const percentiles = percentilesOf(report.delaysMs);
  compared.push({
    what: `first denies, ${name}`,
    got: percentiles.count,
    least: revocations * world.replicas.length,
  });
  broken.push(...report.faults);
  if (percentiles.p99 > p99BoundMs)
    broken.push(`${name}: p99 ${percentiles.p99.toFixed(1)} ms of ${String(p99BoundMs)}`);
  if (report.unanswered > 0 && mode.isAnswered) broken.push(`${name}: ${String(report.unanswered)} unanswered`);
  console.log(`${mode.title}: ${String(revocations)} revocations, ${String(world.replicas.length)} replicas`);
  console.log(`  ${tellPercentiles(percentiles)}; promised p99: ${String(p99BoundMs)} ms`);
  console.log(`  unanswered: ${String(report.unanswered)}, broken: ${String(report.faults.length)}`);
  console.log(`  took ${String(Math.round((performance.now() - beganAt) / 1000))} s`);
}
await world.close();
await stopAllServers();
process.exit(isProven(compared, broken) ? 0 : 1);
