import { ScopegateError } from './errors.js';
import { printable } from './printable.js';

export interface ScanLimits {
  readonly maxDepth: number;
  readonly halfCharacters?: 'allow';
}

/**
 * Validates a JSON text without building its value.
 *
 * @throws ScopegateError `invalid_argument` with line, column and path
 */
export function scanJson(text: string, limits: ScanLimits): void {
  const scanner = new Scanner(text, limits);
  scanner.value();
  scanner.end();
}

/** Longer paths and names are cut in messages: whoever sent the text chose them. */
const MAX_SHOWN = 200;
/** A surrogate without its other half; a whole pair is one character to a pattern with `u`. */
const HALF = /[\ud800-\udfff]/u;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const LITERAL = /true|false|null/y;
/** Those that stand for one character; `u` has four digits after it. */
const ESCAPES = '"\\/bfnrtu';
const HEX = /[0-9A-Fa-f]{4}/y;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

class Scanner {
  private readonly text: string;
  private readonly limits: ScanLimits;
  private at = 0;
  /** Names of members and indexes of elements on the way to the value that is read. */
  private readonly path: (string | number)[] = [];

  constructor(text: string, limits: ScanLimits) {
    this.text = text;
    this.limits = limits;
  }

  value(): void {
    this.space();
    const first = this.text[this.at];
    if (first === '{') this.object();
    else if (first === '[') this.array();
    else if (first === '"') this.string();
    else if (!this.match(NUMBER) && !this.match(LITERAL)) throw this.unexpected('a value');
    this.space();
  }

  end(): void {
    if (this.at < this.text.length) throw this.unexpected('nothing more');
  }

  private object(): void {
    this.open();
    const names = new Set<string>();
    this.space();
    if (this.take('}')) return;
    do {
      this.member(names);
    } while (this.take(','));
    if (!this.take('}')) throw this.unexpected('"," or "}"');
  }

  private member(names: Set<string>): void {
    this.space();
    const begin = this.at;
    if (this.text[begin] !== '"') throw this.unexpected('the name of a member');
    const name = this.string();
    this.path.push(name);
    if (names.has(name)) throw this.fault('this member is there twice', begin);
    if (name === '__proto__') throw this.fault('a member must not have this name', begin);
    names.add(name);
    this.space();
    if (!this.take(':')) throw this.unexpected('":"');
    this.value();
    this.path.pop();
  }

  private array(): void {
    this.open();
    this.space();
    if (this.take(']')) return;
    let index = 0;
    do {
      this.path.push(index++);
      this.value();
      this.path.pop();
    } while (this.take(','));
    if (!this.take(']')) throw this.unexpected('"," or "]"');
  }

  private open(): void {
    if (this.path.length >= this.limits.maxDepth) {
      throw this.fault(`nested deeper than ${String(this.limits.maxDepth)} levels`, this.at);
    }
    this.at += 1;
  }

  /** The value of the string, without its quotation marks and with its escapes replaced. */
  private string(): string {
    const { text } = this;
    const begin = this.at;
    let hasEscape = false;
    for (this.at += 1; ; this.at++) {
      const code = text.charCodeAt(this.at);
      if (code === QUOTE) break;
      // The end of the text is NaN, which is not at least anything.
      if (!(code >= 0x20)) throw this.unexpected('the end of the string');
      if (code !== BACKSLASH) continue;
      hasEscape = true;
      this.escape();
    }
    this.at += 1;
    const value = hasEscape ? (JSON.parse(text.slice(begin, this.at)) as string) : text.slice(begin + 1, this.at - 1);
    if (this.limits.halfCharacters !== 'allow' && HALF.test(value))
      throw this.fault('a string holds half a character', begin);
    return value;
  }

  /** Leaves `at` on the last character of the escape. */
  private escape(): void {
    this.at += 1;
    const escape = this.text.charAt(this.at);
    if (escape === '' || !ESCAPES.includes(escape)) throw this.unexpected('an escape');
    if (escape !== 'u') return;
    HEX.lastIndex = this.at + 1;
    if (!HEX.test(this.text)) throw this.fault('an escape without four hexadecimal digits', this.at - 1);
    this.at += 4;
  }

  private space(): void {
    for (; ; this.at++) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
    }
  }

  private take(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    if (!pattern.test(this.text)) return false;
    this.at = pattern.lastIndex;
    return true;
  }

  private unexpected(wanted: string): ScopegateError {
    const found = this.at < this.text.length ? 'something else' : 'the end';
    return this.fault(`expected ${wanted}, found ${found}`, this.at);
  }

  private fault(problem: string, at: number): ScopegateError {
    const before = this.text.slice(0, at);
    const line = before.split('\n').length;
    const column = at - before.lastIndexOf('\n');
    const path = this.path.join('.');
    const shown = path.length > MAX_SHOWN ? `${path.slice(0, MAX_SHOWN)}...` : path;
    const place = shown === '' ? '' : ` (at ${printable(shown)})`;
    return new ScopegateError('invalid_argument', `line ${String(line)}, column ${String(column)}: ${problem}${place}`);
  }
}
