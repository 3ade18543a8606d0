import { Counter, Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { CacheStats } from '../service/identity/cache-stats.js';

interface Total {
  readonly name: string;
  readonly help: string;
  readonly of: () => number;
}

/** A counter that is counted elsewhere: this only repeats its total. */
export function registerTotal(registry: Registry, { name, help, of }: Total): void {
  registry.registerMetric(
    new Counter({
      name,
      help,
      registers: [],
      collect() {
        this.reset();
        this.inc(of());
      },
    }),
  );
}

export interface CacheFigure {
  readonly name: string;
  readonly help: string;
  readonly of: keyof CacheStats;
  readonly type: 'counter' | 'gauge';
}

/** One figure of every cache; the cache counts, and this repeats it. */
export function registerCacheFigure(
  registry: Registry,
  read: () => Readonly<Record<string, CacheStats>>,
  figure: CacheFigure,
): void {
  const { name, help, of, type } = figure;
  const options = { name, help, labelNames: ['cache'] as const, registers: [] };
  if (type === 'gauge') {
    registry.registerMetric(
      new Gauge({
        ...options,
        collect() {
          for (const [cache, stats] of Object.entries(read())) this.set({ cache }, stats[of]);
        },
      }),
    );
    return;
  }
  registry.registerMetric(
    new Counter({
      ...options,
      collect() {
        this.reset();
        for (const [cache, stats] of Object.entries(read())) this.inc({ cache }, stats[of]);
      },
    }),
  );
}
