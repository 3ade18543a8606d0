/**
 * What many keys cost in memory, and whether a flood of unknown ones does harm:
 * `npm run prove:flood -- --keys 1000000 --hot 100000 --rate 50000 --seconds 20`.
 */
import { fillDatabase } from '../support/outage-world.js';
import { startThrowawayServer, stopAllServers } from '../support/postgres.js';
import { query } from '../support/query.js';
import { boundWholeRun } from './bound.js';
import { readFlags } from './flags.js';
import { askAll, flood } from './flood.js';
import { addKnownKeys, addOtherKeys } from './many-keys.js';
import { tellPercentiles } from './percentiles.js';
import { cacheFigures, residentMiB } from './process-figures.js';
import { startProofReplica } from './replicas.js';
import type { ProofReplica } from './replicas.js';
import { isProven } from './verdict.js';
import type { Compared } from './verdict.js';

const values = readFlags('npm run prove:flood', {
  keys: { what: 'keys in the database', fallback: 1_000_000, least: 1 },
  hot: { what: 'keys in use', fallback: 100_000, least: 1 },
  rate: { what: 'unknown keys a second', fallback: 50_000, least: 1 },
  seconds: { what: 'that the flood lasts', fallback: 20, least: 1 },
});
/** What `SCOPEGATE_UNKNOWN_LOOKUPS_PER_SECOND` and `SCOPEGATE_CREDENTIAL_CACHE_BYTES` are unless they are set. */
const LOOKUPS_PER_SECOND = 10_000;
const CACHE_MIB = 256;
/** Reads with a miss; and those that were saved up, or under way. */
const READS_PER_SECOND = 100;
const SMALL_CACHE_MIB = 48;
/**
 * A process keeps garbage for as long as it has room for it, so its size says little of what it holds. Here it has room for
 * the bound and this much: what it needs without a key, and for the questions and answers under way. With more it ends.
 */
const BESIDE_CACHE_MIB = 160;

const broken: string[] = [];
const compared: Compared[] = [];
const say = (line: string): void => console.log(line);

boundWholeRun(14 * 60_000);
const server = await startThrowawayServer();
const { url } = await server.createEmptyDatabase();
await fillDatabase(url);
const hot = await addKnownKeys(url, values.hot);
await addOtherKeys(url, Math.max(0, values.keys - hot.length));
await query(url, 'ANALYZE');
const [row] = await query(url, 'SELECT count(*)::int AS n FROM scopegate.credential');
say(`${String(row?.['n'])} keys in the database`);

const replica = await startProofReplica(url, withHeapOf(CACHE_MIB + BESIDE_CACHE_MIB));
await weigh(replica, CACHE_MIB);
await drown(replica);
await replica.remove();

const small = await startProofReplica(url, {
  SCOPEGATE_CREDENTIAL_CACHE_BYTES: String(SMALL_CACHE_MIB * 1024 * 1024),
  ...withHeapOf(SMALL_CACHE_MIB + BESIDE_CACHE_MIB),
});
await weigh(small, SMALL_CACHE_MIB);
await small.remove();
await stopAllServers();
process.exit(isProven(compared, broken, say) ? 0 : 1);

function sumOf(outcomes: Readonly<Record<string, number>>): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}

function withHeapOf(mib: number) {
  return { NODE_OPTIONS: `--max-old-space-size=${String(mib)}` };
}

/** Asks about all hot keys, twice, and looks at what they take. */
async function weigh(weighed: ProofReplica, boundMiB: number): Promise<void> {
  const before = residentMiB(weighed);
  for (const round of ['first', 'second']) {
    const outcomes = await askAll(weighed, hot);
    if (outcomes.get('REASON_SCOPE_HELD') !== hot.length)
      broken.push(`${round} round: ${JSON.stringify([...outcomes])}`);
  }
  const { entries, sizeMiB, misses, evictions } = await cacheFigures(weighed, 'credential');
  const grownMiB = residentMiB(weighed) - before;
  say(
    `bound of ${String(boundMiB)} MiB: ${String(entries)} of ${String(hot.length)} hot keys held, ${sizeMiB.toFixed(1)} MiB by its own count`,
  );
  say(
    `  process, with ${String(boundMiB + BESIDE_CACHE_MIB)} MiB of heap at most: ${before.toFixed(0)} MiB, and ${grownMiB.toFixed(0)} MiB more with them; ${String(misses)} misses, ${String(evictions)} evictions`,
  );
  if (sizeMiB > boundMiB) broken.push(`the cache counts ${sizeMiB.toFixed(1)} MiB of ${String(boundMiB)}`);
  if (weighed.service.process.exitCode !== null) broken.push('the process needed more memory than it had');
}

async function drown(flooded: ProofReplica): Promise<void> {
  const [perSecond, seconds] = [values.rate, values.seconds];
  const report = await flood({ databaseUrl: url, replica: flooded, hot, perSecond, seconds });
  const rate = (report.sent * 1000) / report.tookMs;
  const lastedS = report.lastedMs / 1000;
  say(
    `flood: ${String(report.sent)} unknown keys in ${(report.tookMs / 1000).toFixed(1)} s, ${rate.toFixed(0)} a second of ${String(values.rate)}`,
  );
  say(`  outcomes ${JSON.stringify(report.outcomes)}, the last after ${lastedS.toFixed(1)} s`);
  say(
    `  keys that are held, meanwhile: ${String(report.hotAllowed)} allowed, ${String(report.hotOther)} not; one by one: ${tellPercentiles(report.hotMs)}`,
  );
  say(
    `  transactions of the database a second: ${report.quietReadsPerSecond.toFixed(1)} before, ${report.floodReadsPerSecond.toFixed(1)} during`,
  );
  compared.push(
    // Slower than asked for is no flood; how fast it was is printed.
    { what: 'unknown keys sent', got: report.sent, least: Math.ceil((perSecond * seconds) / 2) },
    { what: 'answers to the flood', got: sumOf(report.outcomes), least: report.sent },
    { what: 'answers about keys in use, meanwhile', got: report.hotAllowed + report.hotOther, least: 10 * seconds },
    { what: 'of them measured one by one', got: report.hotMs.count, least: seconds },
  );
  const unknown = report.outcomes['REASON_UNKNOWN_CREDENTIAL'] ?? 0;
  if (report.hotOther > 0) broken.push(`${String(report.hotOther)} questions about keys that are held`);
  if (unknown > LOOKUPS_PER_SECOND * (lastedS + 1)) broken.push(`${String(unknown)} were looked up`);
  if (report.floodReadsPerSecond > report.quietReadsPerSecond + READS_PER_SECOND) broken.push('more reads than stated');
  const held = await cacheFigures(flooded, 'credential');
  await askAll(flooded, hot);
  const after = await cacheFigures(flooded, 'credential');
  const reads = after.misses - held.misses;
  say(
    `  after it: ${String(hot.length)} keys asked about again, ${String(reads)} had to be read; ${String(after.evictions)} evictions`,
  );
  say(`  process: ${residentMiB(flooded).toFixed(0)} MiB`);
  if (reads > 0 || after.evictions > 0) broken.push('keys that are held were pushed out');
}
