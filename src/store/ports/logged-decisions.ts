export interface LoggedDecisionsQuery {
  /** First instant. */
  readonly sinceMs: number | null;
  /** First instant that is too late. */
  readonly untilMs: number | null;
  /** Public id. */
  readonly credential: string | null;
}

export interface LoggedDecisionReader {
  /** The records of the decision log in the database, oldest first; read as they are needed. */
  readDecisions(query: LoggedDecisionsQuery): AsyncIterable<unknown>;
}
