import { pino } from 'pino';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** One structured line: `fields` first, a constant sentence second. No secret ever goes in. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Characters that wait while standard error takes none; lines beyond that are lost. */
const MAX_WAITING = 1 << 20;

/** JSON lines on standard error: standard output belongs to what a command was asked to print. */
export function makeLog(level: LogLevel): Log {
  const destination = pino.destination({ dest: 2, sync: true, maxLength: MAX_WAITING });
  // A disk without room or a terminal that was closed must not end the service. The next line tries again.
  destination.on('error', () => undefined);
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, serializers: { err: pino.stdSerializers.err } },
    destination,
  );
}

export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
