import { integer, oneOf, anyText } from './values.js';
import { optional, variable } from './variable.js';

/** What happens while the database is out of reach. */
export const OUTAGE_VARIABLES = {
  notify: variable(
    'SCOPEGATE_NOTIFY',
    'on',
    oneOf(['on', 'off']),
    'whether to let the database notify of changes where it can; polling finds them in any case',
  ),
  snapshotFile: optional(
    'SCOPEGATE_SNAPSHOT_FILE',
    anyText(),
    'file of the last good policy, for a start without the database; "off": none; unset: in the data directory',
  ),
  maxStalenessMs: variable(
    'SCOPEGATE_MAX_STALENESS_MS',
    '900000',
    integer(1000, 604_800_000),
    'how long decisions go on without the database; after that only for public endpoints',
  ),
  replicaExpiryMs: variable(
    'SCOPEGATE_REPLICA_EXPIRY_MS',
    '10000',
    integer(3000, 604_800_000),
    'how long others wait for this replica to apply a change after its last sign of life',
  ),
} as const;
