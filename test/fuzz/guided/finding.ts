export interface Finding {
  /** What was done with the input; one that does something new is kept. */
  readonly feature: string;
  /** Which property does not hold; empty when all do. */
  readonly problem: string;
}
