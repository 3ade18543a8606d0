import { ScopegateError } from '../../base/errors.js';
import { hexValue, isInvisible, PERCENT, PLAIN_FOLD, UNRESERVED } from '../path/characters.js';
import { escapedCodePoint } from '../path/utf8.js';

/** One segment of a template, between two slashes. */
export interface Segment {
  /** Canonical literal text before, between and after the parameters: one more than there are names. */
  readonly pieces: readonly string[];
  readonly names: readonly string[];
  /** Which parameter may take several segments; -1 for none. */
  readonly multiAt: number;
}

export interface Template {
  readonly text: string;
  /** A trailing slash is a last segment that is empty. */
  readonly segments: readonly Segment[];
}

const NOTHING: readonly string[] = [];

/** More is refused: such a template could not be reached within the limits of a path. */
export const MAX_TEMPLATE_SEGMENTS = 64;

/**
 * Reads a path template; `docs/templates.md` has the grammar.
 * @throws ScopegateError `policy` with the position of the fault, the first character being 1
 */
export function parseTemplate(text: string): Template {
  if (!text.startsWith('/')) throw fault(text, 'no leading slash', 0);
  return new TemplateParser(text).parse();
}

/**
 * The template with the names of its parameters erased and its literals in canonical form: equal for two templates
 * exactly when they match the same paths segment by segment. `/a/{x}:cancel` gives `/a/{}:cancel`.
 */
export function templateShape(template: Template): string {
  return template.segments.map((segment) => '/' + segmentShape(segment)).join('');
}

export function segmentShape({ pieces, multiAt }: Segment): string {
  return pieces.reduce((shape, piece, index) => shape + (index - 1 === multiAt ? '{+}' : '{}') + piece);
}

function fault(text: string, problem: string, at: number): ScopegateError {
  const position = Array.from(text.slice(0, at)).length + 1;
  return new ScopegateError('policy', `template "${text}": ${problem} at position ${position}`);
}

class TemplateParser {
  private readonly text: string;
  private readonly segments: Segment[] = [];
  private at = 1;
  private segmentAt = 1;
  /** Replaced, not pushed to: an empty array that is pushed to takes room for seventeen. */
  private pieces: readonly string[] = NOTHING;
  private names: readonly string[] = NOTHING;
  private multiAt = -1;
  private literal = '';

  constructor(text: string) {
    this.text = text;
  }

  parse(): Template {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      if (code === 0x2f) this.slash();
      else if (code === 0x7b) this.parameter();
      else if (code === PERCENT) this.escape();
      else this.character(code);
    }
    this.close();
    return { text, segments: this.segments };
  }

  private fault(problem: string, at: number): ScopegateError {
    return fault(this.text, problem, at);
  }

  private slash(): void {
    if (this.at === this.segmentAt) throw this.fault('empty segment', this.at);
    this.close();
    this.at += 1;
    this.segmentAt = this.at;
  }

  private close(): void {
    const { literal, names } = this;
    if (names.length === 0 && (literal === '.' || literal === '..')) throw this.fault('dot segment', this.segmentAt);
    if (this.segments.length === MAX_TEMPLATE_SEGMENTS) {
      throw this.fault(`more than ${MAX_TEMPLATE_SEGMENTS} segments`, this.segmentAt);
    }
    const pieces = names.length === 0 ? [literal] : [...this.pieces, literal];
    this.segments.push({ pieces, names, multiAt: this.multiAt });
    this.pieces = NOTHING;
    this.names = NOTHING;
    this.multiAt = -1;
    this.literal = '';
  }

  private parameter(): void {
    const { text, at } = this;
    const isMulti = text.charCodeAt(at + 1) === 0x2b;
    const nameAt = at + (isMulti ? 2 : 1);
    let end = nameAt;
    while (isNameCharacter(text.charCodeAt(end))) end++;
    if (end === nameAt || text.charCodeAt(end) !== 0x7d) {
      const form = 'malformed parameter (written {name} or {+name}; letters, digits, "_", "-" and ".")';
      throw this.fault(form, at);
    }
    if (this.names.length > 0 && this.literal === '') {
      throw this.fault('parameter with nothing between it and the one before', at);
    }
    if (isMulti && this.multiAt >= 0) throw this.fault('second multi-segment parameter in one segment', at);
    if (isMulti) this.multiAt = this.names.length;
    this.pieces = [...this.pieces, this.literal];
    this.names = [...this.names, text.slice(nameAt, end)];
    this.literal = '';
    this.at = end + 1;
  }

  private escape(): void {
    const { text, at } = this;
    const high = hexValue(text.charCodeAt(at + 1));
    const low = hexValue(text.charCodeAt(at + 2));
    if (high < 0 || low < 0) throw this.fault('malformed percent escape', at);
    const byte = high * 16 + low;
    if (byte >= 0x80) {
      const codePoint = escapedCodePoint(codesAt(text, at), 0, byte);
      if (codePoint < 0) throw this.fault('escapes that are not UTF-8', at);
      if (codePoint < 0xa0 || codePoint === 0xfffd || isInvisible(codePoint)) {
        throw this.fault('escaped control, invisible or replacement character', at);
      }
      this.append(String.fromCodePoint(codePoint));
      return;
    }
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte === 0x7f || '/\\;%'.includes(character)) {
      throw this.fault('escape that no template may hold', at);
    }
    this.literal += UNRESERVED[byte] === 1 ? character : text.slice(at, at + 3).toUpperCase();
    this.at = at + 3;
  }

  private character(code: number): void {
    const { text, at } = this;
    if (code < 0x80) {
      let end = at;
      while (PLAIN_FOLD[text.charCodeAt(end)]! > 0) end++;
      if (end === at) throw this.fault('character that no path may hold', at);
      // All of them at once: a literal put together character by character costs a tenth of a compilation.
      this.literal += text.slice(at, end);
      this.at = end;
      return;
    }
    const codePoint = text.codePointAt(at) ?? 0;
    const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
    if (codePoint < 0xa0 || codePoint === 0xfffd || isSurrogate || isInvisible(codePoint)) {
      throw this.fault('character that no path may hold', at);
    }
    this.literal += encodeURIComponent(String.fromCodePoint(codePoint));
    this.at = at + (codePoint > 0xffff ? 2 : 1);
  }

  /** A character that came as escapes: as many of three characters as it has bytes. */
  private append(character: string): void {
    const encoded = encodeURIComponent(character);
    this.literal += encoded;
    this.at += encoded.length;
  }
}

/** As many codes as the escapes of one character take; NaN beyond the end. */
function codesAt(text: string, at: number): number[] {
  return Array.from({ length: 12 }, (_unused, place) => text.charCodeAt(at + place));
}

export function isNameCharacter(code: number): boolean {
  return UNRESERVED[code] === 1 && code !== 0x7e;
}
