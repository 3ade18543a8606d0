/** Where values stand between the bottom (0) and the top (1) of a chart, and the lines that help to read it. */
export interface Scale {
  readonly place: (value: number) => number;
  /** Lowest first. */
  readonly ticks: readonly number[];
}

const PARTS = 4;

/** From 0 to a round number that is no less than any value. */
export function linearScale(values: readonly number[]): Scale {
  const top = roundUp(Math.max(...values, 0), PARTS);
  const ticks = Array.from({ length: PARTS + 1 }, (_, index) => (index * top) / PARTS);
  return { place: (value) => value / top, ticks };
}

/** By powers of ten: what is usual stays readable beside what happens once. At least two of them. */
export function logScale(values: readonly number[]): Scale {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return logScale([1e-6, 1e-3]);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.max(Math.ceil(Math.log10(Math.max(...positive))), low + 2);
  const ticks = Array.from({ length: high - low + 1 }, (_, index) => 10 ** (low + index));
  return {
    place: (value) => (value <= 0 ? 0 : (Math.log10(value) - low) / (high - low)),
    ticks,
  };
}

/** The smallest of some round multiples of a power of ten that is no less. */
function roundUp(value: number, parts: number): number {
  if (value <= parts) return parts;
  const power = 10 ** Math.floor(Math.log10(value));
  const steps = [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10];
  return (steps.find((step) => step * power >= value) ?? 10) * power;
}
