import { integer } from './values.js';
import { variable } from './variable.js';

/** What happens while the database is out of reach. */
export const OUTAGE_VARIABLES = {
  maxStalenessMs: variable(
    'SCOPEGATE_MAX_STALENESS_MS',
    '900000',
    integer(1000, 604_800_000),
    'how long decisions go on without the database; after that only for public endpoints',
  ),
} as const;
