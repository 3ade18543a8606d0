import { basename } from 'node:path';
import pg from 'pg';
import { ScopegateError } from '../../../base/errors.js';
import { connectionSurvives, messageOfDatabase } from '../store-errors.js';
import type { SqlFile } from './migration-files.js';
import type { SqlStatement } from './sql-statements.js';

/** Runs one statement; what it answers is of no use. */
export type Run = (text: string) => Promise<unknown>;

/**
 * Runs the statements of a file one by one. The audit trail keeps file and line of each: its triggers read them from a
 * setting of the transaction.
 *
 * @throws ScopegateError `migration` that names file, line and what the database said
 */
export async function runFile(run: Run, file: SqlFile, statements: readonly SqlStatement[]): Promise<void> {
  for (const statement of statements) {
    try {
      await run(placeText(file, statement));
      await run(statement.text);
    } catch (error) {
      throw migrationFailure(`${file.path}, line ${String(lineOf(statement, error))}`, error);
    }
  }
}

function placeText(file: SqlFile, { line }: SqlStatement): string {
  const place = `${basename(file.path)}:${String(line)}`;
  return `SET LOCAL scopegate.place = '${place.replaceAll("'", "''")}'`;
}

/** The database counts characters, not UTF-16 units, where it can tell the place at all. */
function lineOf(statement: SqlStatement, error: unknown): number {
  const position = error instanceof pg.DatabaseError ? Number(error.position ?? 1) : 1;
  let line = statement.line;
  let at = 1;
  for (const character of statement.text) {
    if (at === position) break;
    if (character === '\n') line += 1;
    at += 1;
  }
  return line;
}

/** What the database refused, with its place; a lost connection stays what it is. */
export function migrationFailure(where: string, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError) || !connectionSurvives(error)) return error;
  const kept = 'Nothing of this run was kept.';
  const hint = error.hint === undefined ? kept : `${error.hint} ${kept}`;
  return new ScopegateError('migration', `${where}: ${messageOfDatabase(error)}`, { cause: error, hint });
}
