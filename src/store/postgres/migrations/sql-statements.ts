/** One statement of a SQL file, without its semicolon and without what comes before its first word. */
export interface SqlStatement {
  readonly text: string;
  /** Line of the file where `text` begins; the first is 1. */
  readonly line: number;
  /** Its first words in upper case, as many as tell what it does; empty where it begins with something else. */
  readonly words: readonly string[];
}

/**
 * Parts of SQL that may hide a semicolon, and words, brackets and single characters (PostgreSQL documentation, section
 * 4.1). 'it''s' is read as two strings side by side, which makes no difference here.
 */
const token =
  /--[^\n]*|\/\*|[eE]'[^'\\]*(?:(?:\\[^]|'')[^'\\]*)*'?|'[^']*'?|"[^"]*"?|\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*|[^]/gy;

const word = /^[A-Za-z_\u0080-\uffff]/;
const MAX_WORDS = 5;

interface Open {
  start: number;
  words: string[];
  /** Still at the words that the statement begins with. */
  inWords: boolean;
  parentheses: number;
  /** BEGIN ATOMIC ... END of a routine, and CASE ... END in it. */
  blocks: number;
}

/** Splits a SQL file where psql would: not inside strings, comments, brackets and bodies of functions. */
export function splitStatements(sql: string): readonly SqlStatement[] {
  const statements: SqlStatement[] = [];
  const lineAt = makeLineCounter(sql);
  let open: Open | null = null;
  const close = (end: number): void => {
    if (open !== null) {
      statements.push({ text: sql.slice(open.start, end), line: lineAt(open.start), words: open.words });
    }
    open = null;
  };
  for (let at = 0; at < sql.length;) {
    const piece = pieceAt(sql, at);
    const start = at;
    at += piece.length;
    if (/^\s/.test(piece) || piece.startsWith('--') || piece.startsWith('/*')) continue;
    if (piece === ';' && (open === null || (open.parentheses === 0 && open.blocks === 0))) {
      close(start);
      continue;
    }
    open ??= { start, words: [], inWords: true, parentheses: 0, blocks: 0 };
    follow(open, piece);
  }
  close(sql.length);
  return statements;
}

function pieceAt(sql: string, at: number): string {
  token.lastIndex = at;
  const piece = token.exec(sql)?.[0] ?? '';
  if (piece === '/*') return sql.slice(at, endOfComment(sql, at));
  if (piece.length >= 2 && piece.startsWith('$') && piece.endsWith('$')) {
    const end = sql.indexOf(piece, at + piece.length);
    return sql.slice(at, end === -1 ? sql.length : end + piece.length);
  }
  return piece;
}

/** Comments nest. */
function endOfComment(sql: string, at: number): number {
  const bracket = /\/\*|\*\//g;
  bracket.lastIndex = at;
  for (let depth = 0, found = bracket.exec(sql); found !== null; found = bracket.exec(sql)) {
    depth += found[0] === '/*' ? 1 : -1;
    if (depth === 0) return bracket.lastIndex;
  }
  return sql.length;
}

function follow(open: Open, piece: string): void {
  if (!word.test(piece) || /^[eE]'/.test(piece)) {
    open.inWords = false;
    if (piece === '(') open.parentheses += 1;
    if (piece === ')') open.parentheses = Math.max(0, open.parentheses - 1);
    return;
  }
  const name = piece.toUpperCase();
  if (open.inWords && open.words.length < MAX_WORDS) open.words.push(name);
  if (!definesRoutine(open.words)) return;
  if (name === 'BEGIN' || (name === 'CASE' && open.blocks > 0)) open.blocks += 1;
  if (name === 'END') open.blocks = Math.max(0, open.blocks - 1);
}

function definesRoutine(words: readonly string[]): boolean {
  return words[0] === 'CREATE' && words.slice(1, 4).some((name) => name === 'FUNCTION' || name === 'PROCEDURE');
}

/** Asked in growing order, so that every line break is counted once. */
function makeLineCounter(text: string): (at: number) => number {
  let line = 1;
  let counted = 0;
  return (at) => {
    for (let next = text.indexOf('\n', counted); next !== -1 && next < at; next = text.indexOf('\n', counted)) {
      line += 1;
      counted = next + 1;
    }
    return line;
  };
}
