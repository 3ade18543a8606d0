const UNIT_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** Milliseconds of a span such as `90d`, `12h`, `30m`, `45s`; null for anything else. */
export function parseSpan(text: string): number | null {
  const span = /^(\d{1,6})([smhd])$/.exec(text);
  return span === null ? null : Number(span[1]) * (UNIT_MS[span[2] ?? ''] ?? 0);
}
