import { integer } from './values.js';
import { variable } from './variable.js';

/** For how long it is known what policy and credentials were. */
export const HISTORY_VARIABLES = {
  historyDays: variable(
    'SCOPEGATE_HISTORY_DAYS',
    '730',
    integer(1, 36_500),
    'for how many days the audit trail is kept, and with it the policy and credentials of then',
  ),
  historyEntries: variable(
    'SCOPEGATE_HISTORY_ENTRIES',
    '10000000',
    integer(1000, 1_000_000_000_000),
    'how many changed rows the audit trail keeps at most',
  ),
} as const;
