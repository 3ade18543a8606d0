/** What an honest client saw. */
export interface Heard {
  readonly p99Ms: number;
  readonly medianMs: number;
}

/** Asks again and again, each time after an answer. Rejects where a question does. */
export async function askMany(ask: () => Promise<void>, questions: number): Promise<Heard> {
  const took: number[] = [];
  for (let n = 0; n < questions; n++) {
    const startedAt = performance.now();
    await ask();
    took.push(performance.now() - startedAt);
  }
  const sorted = took.toSorted((a, b) => a - b);
  return { p99Ms: sorted[Math.ceil(questions * 0.99) - 1]!, medianMs: sorted[Math.floor(questions / 2)]! };
}

/** As one line of the report. */
export function ratioOf(loud: Heard, quiet: Heard, overAfterMs: number): string {
  const ratio = (loud.p99Ms / quiet.p99Ms).toFixed(1);
  return `    p99 beside it: ${ratio} times quiet; over after ${String(Math.round(overAfterMs))} ms`;
}
