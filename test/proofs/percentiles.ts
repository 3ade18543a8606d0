/** What many measurements come to, in ms. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

/** By nearest rank: a p99 of 100 values is the second highest. */
export function percentilesOf(valuesMs: readonly number[]): Percentiles {
  const sorted = [...valuesMs].sort((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

export function tellPercentiles({ count, p50, p99, max }: Percentiles): string {
  const ms = (value: number): string => value.toFixed(1);
  return `${String(count)} measured: p50 ${ms(p50)} ms, p99 ${ms(p99)} ms, max ${ms(max)} ms`;
}
