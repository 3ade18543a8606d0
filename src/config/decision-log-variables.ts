import { parseRules } from '../service/recording/decision-log/rules.js';
import { parseLogTargets } from '../service/recording/decision-log/targets.js';
import { integer, oneOf } from './values.js';
import { variable } from './variable.js';

const MIB = 1024 * 1024;

/** Which decisions are logged, and where to. */
export const DECISION_LOG_VARIABLES = {
  decisionLog: variable(
    'SCOPEGATE_DECISION_LOG',
    'off',
    parseLogTargets,
    'where decisions are logged: some of stdout, file:<path> and database, with commas between; or off',
  ),
  decisionLogRules: variable(
    'SCOPEGATE_DECISION_LOG_RULES',
    'deny=1,no_answer=1,allow=0.01',
    parseRules,
    'which share of which decisions is logged; the first rule that matches counts',
  ),
  decisionLogPaths: variable(
    'SCOPEGATE_DECISION_LOG_PATHS',
    'full',
    oneOf(['full', 'template']),
    'full: paths without their query; template: only the template of the endpoint',
  ),
  decisionLogMaxPending: variable(
    'SCOPEGATE_DECISION_LOG_MAX_PENDING',
    '10000',
    integer(1, 1_000_000),
    'decisions that wait to be written to one place at most; more are lost, and counted',
  ),
  decisionLogFileBytes: variable(
    'SCOPEGATE_DECISION_LOG_FILE_BYTES',
    String(100 * MIB),
    integer(64 * 1024, 64 * 1024 * MIB),
    'size at which a new file is begun',
  ),
  decisionLogFiles: variable(
    'SCOPEGATE_DECISION_LOG_FILES',
    '10',
    integer(1, 1000),
    'files kept, the one that is written to included',
  ),
  decisionLogDays: variable(
    'SCOPEGATE_DECISION_LOG_DAYS',
    '30',
    integer(1, 36_500),
    'for how many days decisions are kept in the database',
  ),
  decisionLogRows: variable(
    'SCOPEGATE_DECISION_LOG_ROWS',
    '1000000',
    integer(1000, 1_000_000_000),
    'how many decisions are kept in the database at most',
  ),
} as const;
