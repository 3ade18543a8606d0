/** Bounds of every time that the API and the command line read and print; the database has the same. */
const EARLIEST_MS = 0;
const LATEST_MS = Date.UTC(9999, 11, 31);

/**
 * A time as ISO 8601 in UTC. One that lies outside the bounds is printed as the nearest that lies inside, so that no row can
 * take the page with it that it is on.
 */
export function toIsoTime(timeMs: number): string {
  const within = Number.isNaN(timeMs) ? EARLIEST_MS : Math.min(Math.max(timeMs, EARLIEST_MS), LATEST_MS - 1);
  return new Date(within).toISOString();
}

/** Null stays null. */
export function toIsoTimeOrNull(timeMs: number | null): string | null {
  return timeMs === null ? null : toIsoTime(timeMs);
}

const ISO_TIME =
  /^(\d{4})-(\d\d)-(\d\d)(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d))?$/;

/**
 * Milliseconds since the epoch of an ISO 8601 date, which is its midnight in UTC, or of a time with its offset; null for
 * anything else. Never repairs: there is no 31 February, no hour 24, and no time zone is guessed.
 */
export function parseIsoTime(text: string): number | null {
  const parts = ISO_TIME.exec(text);
  if (parts === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(1)
    .map((part: string | undefined) => Number(part ?? 0));
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const isDate = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day && year >= 1970;
  if (!isDate || hour > 23 || minute > 59 || second > 59) return null;
  const timeMs = Date.parse(text.toUpperCase());
  return timeMs >= EARLIEST_MS && timeMs < LATEST_MS ? timeMs : null;
}
