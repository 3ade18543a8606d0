import { readFileSync } from 'node:fs';
import type { ProofReplica } from './replicas.js';

const MIB = 1024 * 1024;

/** What a replica says of one of its caches on its page of metrics. */
export interface CacheFigures {
  readonly entries: number;
  readonly sizeMiB: number;
  readonly hits: number;
  readonly misses: number;
  readonly evictions: number;
}

export async function cacheFigures({ service }: ProofReplica, cache: string): Promise<CacheFigures> {
  const page = await (await fetch(`${service.httpUrl}/metrics`)).text();
  const read = (name: string): number => {
    const line = page.split('\n').find((one) => one.startsWith(`scopegate_cache_${name}{cache="${cache}"}`));
    return Number(line?.split(' ')[1]);
  };
  return {
    entries: read('entries'),
    sizeMiB: read('size_bytes') / MIB,
    hits: read('hits_total'),
    misses: read('misses_total'),
    evictions: read('evictions_total'),
  };
}

/** Resident memory of its process; NaN where there is no /proc. */
export function residentMiB({ service }: ProofReplica): number {
  try {
    const status = readFileSync(`/proc/${String(service.process.pid)}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
  } catch {
    return NaN;
  }
}
