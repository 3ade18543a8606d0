/** Targets of the decision log: a closed set, so that they can label a metric. */
export type SinkName = 'stdout' | 'file' | 'database';

/** Takes lines of a decision log, each the JSON text of one record. */
export interface DecisionSink {
  readonly name: SinkName;
  /**
   * Keeps all of these lines, or rejects and keeps none that will not be offered again. Never called again before it
   * settled. Rejects with `invalid_argument` for lines that will never be taken; with anything else they come again.
   */
  write(lines: readonly string[]): Promise<void>;
  close(): Promise<void>;
}
