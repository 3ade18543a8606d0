import { ScopegateError } from '../../../base/errors.js';
import type { SqlFile } from './migration-files.js';
import { splitStatements } from './sql-statements.js';
import type { SqlStatement } from './sql-statements.js';

const transactionWords = new Set(['BEGIN', 'START', 'COMMIT', 'END', 'ROLLBACK', 'ABORT']);

/**
 * The statements of a file that can be applied as a whole.
 *
 * @throws ScopegateError `migration` for a file that would end the transaction around all files, or that needs psql
 */
export function checkedStatements(file: SqlFile): readonly SqlStatement[] {
  const downAt = file.sql.search(/^[ \t]*--[\s-]*down\s+migration/im);
  if (downAt !== -1) {
    throw refusal(file, file.sql.slice(0, downAt).split('\n').length, 'has a part for going down', {
      hint: 'Migrations only go forward: take that part away, and write a new file to undo something.',
    });
  }
  const statements = splitStatements(file.sql);
  for (const statement of statements) {
    if (statement.text.startsWith('\\')) {
      throw refusal(file, statement.line, 'is a command of psql, not SQL', { hint: 'Write it as SQL.' });
    }
    if (controlsTransaction(statement.words)) {
      throw refusal(file, statement.line, `controls the transaction (${statement.words.slice(0, 2).join(' ')})`, {
        hint: 'All new files are applied in one transaction, or none: take the statement away.',
      });
    }
  }
  return statements;
}

function controlsTransaction([first, second, third]: readonly string[]): boolean {
  if (first === 'PREPARE') return second === 'TRANSACTION';
  if (first === 'ROLLBACK') return !(second === 'TO' || third === 'TO');
  return first !== undefined && transactionWords.has(first);
}

function refusal(file: SqlFile, line: number, problem: string, options: { hint: string }): ScopegateError {
  return new ScopegateError('migration', `${file.path}, line ${String(line)}: it ${problem}`, options);
}
