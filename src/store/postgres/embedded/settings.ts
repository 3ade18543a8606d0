/**
 * `kept`: what was committed survives a crash of anything. `throwaway`: for tests; it survives a crash of PostgreSQL, but
 * a crash of the machine may lose everything, and nothing waits for the disk.
 */
export type Durability = 'kept' | 'throwaway';

/** Settings of the embedded server, as `name=value`. They hold at each start, whatever postgresql.conf says. */
export function settingsFor(major: number, port: number, durability: Durability): readonly string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'password_encryption=scram-sha-256',
    'timezone=UTC',
    'log_timezone=UTC',
    // Compiling plans costs more than the short statements of this service take.
    'jit=off',
    // Nothing replicates from this server; yet not wal_level=minimal, under which a sequence that was made and used in
    // one transaction falls back in a crash (the values fetched ahead then are in no log).
    'max_wal_senders=0',
    'max_logical_replication_workers=0',
    'log_checkpoints=off',
    // Statements can hold what must not be in a log.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_min_messages=warning',
    'logging_collector=off',
    // One machine, little input and output: no processes for that alone.
    ...(major >= 18 ? ['io_method=sync'] : []),
    ...(durability === 'throwaway'
      ? ['fsync=off', 'full_page_writes=off', 'max_prepared_transactions=8']
      : ['fsync=on']),
  ];
}
